package dev.hindcast.worker.stream.grpc;

import dev.hindcast.platform.grpc.ServiceChannels;
import dev.hindcast.worker.stream.Coordinator;
import dev.hindcast.worker.stream.CoordinatorSession;

/** Reaches gateways by gRPC, a channel a session: names are resolved anew each time. */
public final class GrpcCoordinator implements Coordinator {
  private final ServiceChannels channels;

  /** Over channels of this process. */
  public GrpcCoordinator(ServiceChannels channels) {
    this.channels = channels;
  }

  @Override
  public CoordinatorSession session(String gateway) {
    return new GrpcSession(channels.open(gateway));
  }
}
