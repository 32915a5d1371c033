/**
 * One shard from its first row to its acknowledged summary: judged as it is read, sent in batches,
 * no faster than the gateway acknowledges.
 */
package dev.hindcast.worker.shard;
