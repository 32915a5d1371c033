/**
 * Service glue, the same for every service: failures and their gRPC statuses, validation, paging,
 * JDBC, telemetry, security, starting and stopping. It knows the API ({@code proto}) and no
 * service.
 */
package dev.hindcast.platform;
