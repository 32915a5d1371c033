/** The audit logs of a cluster's services: exported, and verified by whoever has the export. */
package dev.hindcast.cli.audit;
