/** Activations over gRPC, to the branch-service. */
package dev.hindcast.registry.activation.grpc;
