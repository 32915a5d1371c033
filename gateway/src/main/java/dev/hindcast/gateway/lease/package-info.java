/**
 * Leases: who may work on which shard, under which epoch, until when. The database decides and its
 * clock counts; a gateway holds nothing but the streams of the workers that are connected to it.
 */
package dev.hindcast.gateway.lease;
