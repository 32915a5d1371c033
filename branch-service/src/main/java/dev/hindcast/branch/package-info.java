/**
 * The branch-service: forks trace stores copy-on-write, keeps a record of every fork, and discards
 * forks when their time is over.
 */
@Configuration
@Requires(property = "hindcast.service", value = "branch-service")
package dev.hindcast.branch;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
