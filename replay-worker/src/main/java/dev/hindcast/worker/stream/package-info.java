/**
 * The worker's side of the stream to a gateway: says hello, offers slots, keeps leases alive, takes
 * and gives back shards, and connects again whenever the stream ends.
 */
package dev.hindcast.worker.stream;
