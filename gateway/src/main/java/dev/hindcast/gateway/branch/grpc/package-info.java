/** The branch-service over gRPC. */
package dev.hindcast.gateway.branch.grpc;
