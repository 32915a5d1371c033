package dev.hindcast.worker.stream.grpc;

import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.worker.stream.Coordinator;
import dev.hindcast.worker.stream.CoordinatorSession;

/** Reaches gateways by gRPC, a channel a session: names are resolved anew each time. */
public final class GrpcCoordinator implements Coordinator {
  @Override
  public CoordinatorSession session(String gateway) {
    return new GrpcSession(Channels.plaintext(gateway));
  }
}
