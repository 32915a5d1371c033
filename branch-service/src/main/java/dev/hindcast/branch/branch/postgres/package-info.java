/** The records in the control database, schema {@code branch_service}. */
package dev.hindcast.branch.branch.postgres;
