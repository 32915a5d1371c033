/** {@code hindcast branch}: forks by hand. */
package dev.hindcast.cli.branch;
