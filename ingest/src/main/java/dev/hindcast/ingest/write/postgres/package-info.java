/** Trace stores in PostgreSQL. */
package dev.hindcast.ingest.write.postgres;
