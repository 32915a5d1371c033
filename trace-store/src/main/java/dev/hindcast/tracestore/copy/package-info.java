/** Rows in PostgreSQL's COPY text format, and the way to send them. */
package dev.hindcast.tracestore.copy;
