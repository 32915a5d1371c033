/**
 * The default trace store: an append-only schema in the operational PostgreSQL ({@code
 * db/tracestore}), and the two ways of filling it, {@code load} for recorded runs and {@code
 * generate} for synthetic ones. Both write with COPY.
 */
package dev.hindcast.tracestore;
