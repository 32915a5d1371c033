/**
 * Following a store: what arrives after a replay's fork is cut into slices between two snapshots of
 * the store, and each slice is a shard of the replay's live part.
 */
package dev.hindcast.gateway.live;
