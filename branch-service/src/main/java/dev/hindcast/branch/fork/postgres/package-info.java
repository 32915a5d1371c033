/** What stands in every fork: its label, its login, the table of its bundles. */
package dev.hindcast.branch.fork.postgres;
