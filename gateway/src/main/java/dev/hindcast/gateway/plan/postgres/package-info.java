/** Writes replays and their shards to the control database. */
package dev.hindcast.gateway.plan.postgres;
