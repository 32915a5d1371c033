/** Leases in the table {@code replay_shard}. */
package dev.hindcast.gateway.lease.postgres;
