/**
 * Receivers of actions by protocols that agents and policy engines speak already. The gateway hosts
 * them: their beans exist there, and only where a store to write to is configured.
 */
@Configuration
@Requires(property = "hindcast.service", value = "gateway")
package dev.hindcast.ingest;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
