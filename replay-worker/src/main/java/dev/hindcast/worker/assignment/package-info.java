/** What a gateway gives a worker to do: a shard of a replay under a lease. */
package dev.hindcast.worker.assignment;
