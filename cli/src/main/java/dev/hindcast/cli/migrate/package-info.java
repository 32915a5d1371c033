/** {@code hindcast migrate}: the schemas of a cluster, before its services start. */
package dev.hindcast.cli.migrate;
