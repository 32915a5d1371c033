package dev.hindcast.platform.grpc;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;

/** Opens client channels the same way everywhere. */
public final class Channels {
  private Channels() {}

  /**
   * A plaintext channel.
   *
   * @param target {@code host:port} or any gRPC name; connects lazily and again after a loss
   */
  public static ManagedChannel plaintext(String target) {
    return Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
        .maxInboundMessageSize(GrpcServerSetup.MAX_MESSAGE_BYTES)
        .keepAliveTime(30, TimeUnit.SECONDS)
        .intercept(TracedCalls.client())
        .build();
  }
}
