/**
 * Preparing an operational database for forks that hold also tables which are updated: what is
 * added to them, undone, and set right after a restore.
 */
package dev.hindcast.tracestore.prepare;
