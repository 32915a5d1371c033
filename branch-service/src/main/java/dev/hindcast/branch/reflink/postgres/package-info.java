/** The SQL of the provider {@code reflink}: the backup of the parent, and the provider itself. */
package dev.hindcast.branch.reflink.postgres;
