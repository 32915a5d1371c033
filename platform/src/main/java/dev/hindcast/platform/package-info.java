/**
 * Service glue, the same for every service: failures and their gRPC statuses, validation, paging,
 * JDBC, starting and stopping, and the embedded PostgreSQL. It knows the API ({@code proto}) and no
 * service.
 */
package dev.hindcast.platform;
