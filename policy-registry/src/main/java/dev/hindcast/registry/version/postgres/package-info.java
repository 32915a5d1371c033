/** Versions in PostgreSQL. */
package dev.hindcast.registry.version.postgres;
