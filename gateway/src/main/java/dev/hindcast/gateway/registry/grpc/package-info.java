/** The policy-registry over gRPC. */
package dev.hindcast.gateway.registry.grpc;
