/** The trace stores' databases: pools, and appending to them. */
package dev.hindcast.branch.store.postgres;
