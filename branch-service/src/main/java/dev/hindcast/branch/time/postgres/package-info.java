/** The control database's clock. */
package dev.hindcast.branch.time.postgres;
