/** Branches in PostgreSQL, read over R2DBC. */
package dev.hindcast.worker.branch.postgres;
