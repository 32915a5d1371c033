/** The outbox in PostgreSQL. */
package dev.hindcast.registry.activation.postgres;
