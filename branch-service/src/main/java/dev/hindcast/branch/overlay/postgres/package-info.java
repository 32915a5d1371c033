/** The overlay's SQL: making, reading and removing forks in the store's own database. */
package dev.hindcast.branch.overlay.postgres;
