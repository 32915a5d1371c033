/**
 * Taking in what workers find, each shard once and whole, and making the diff of it. A diff is the
 * sum of its shards, so any gateway can compute it at any time.
 */
package dev.hindcast.gateway.merge;
