/** Channels in PostgreSQL. */
package dev.hindcast.registry.channel.postgres;
