/**
 * The edge of every service: failures to statuses in one place, validation, reflection, channels.
 */
package dev.hindcast.platform.grpc;
