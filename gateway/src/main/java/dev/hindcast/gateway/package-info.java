/**
 * The gateway, Hindcast's face: plans replays, leases their shards to workers, merges what comes
 * back, explains and promotes. All state is in PostgreSQL, so any number of gateways may run.
 */
@Configuration
@Requires(property = "hindcast.service", value = "gateway")
package dev.hindcast.gateway;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
