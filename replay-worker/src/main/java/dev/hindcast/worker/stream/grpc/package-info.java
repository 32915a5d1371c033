/** The stream over gRPC, {@code hindcast.worker.v1.ReplayCoordinatorService/Work}. */
package dev.hindcast.worker.stream.grpc;
