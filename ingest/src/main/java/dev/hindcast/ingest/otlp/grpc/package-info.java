/** OTLP over gRPC: the one place that sees OpenTelemetry's generated messages. */
package dev.hindcast.ingest.otlp.grpc;
