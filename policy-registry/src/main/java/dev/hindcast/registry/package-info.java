/**
 * The policy-registry: publishes bundles as immutable versions, serves them, and moves channels.
 * Moves of {@code production} are recorded in every trace store.
 */
@Configuration
@Requires(property = "hindcast.service", value = "policy-registry")
package dev.hindcast.registry;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
