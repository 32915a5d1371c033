/**
 * Traces and metrics of a process, by OpenTelemetry: off, and free of cost, until the environment
 * says where they go.
 */
package dev.hindcast.platform.telemetry;
