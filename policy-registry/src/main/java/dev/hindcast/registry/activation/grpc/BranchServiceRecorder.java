package dev.hindcast.registry.activation.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.proto.branch.v1.BranchInternalServiceGrpc;
import dev.hindcast.proto.branch.v1.RecordActivationRequest;
import dev.hindcast.registry.activation.Activation;
import dev.hindcast.registry.activation.ActivationRecorder;
import dev.hindcast.registry.activation.ActivationSettings;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Records activations through the branch-service, which knows the stores and their passwords. */
@Singleton
@Requires(property = "hindcast.registry.branch-service")
final class BranchServiceRecorder implements ActivationRecorder {
  private final ManagedChannel channel;

  BranchServiceRecorder(ActivationSettings settings) {
    this.channel = Channels.plaintext(settings.branchService().orElseThrow());
  }

  @Override
  public void record(Activation activation, Duration patience) {
    // Our own interval is the pace; the channel's, up to two minutes, would delay a store that is
    // back.
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
    try {
      var _ =
          BranchInternalServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
              .recordActivation(request(activation));
    } catch (StatusRuntimeException e) {
      throw new FailureException(new Failure.DependencyUnavailable("branch-service"), e);
    }
  }

  private static RecordActivationRequest request(Activation activation) {
    return RecordActivationRequest.newBuilder()
        .setName("stores/" + activation.store())
        .setVersion(activation.version().toString())
        .setArchive(UnsafeByteOperations.unsafeWrap(activation.archive()))
        .setMoveId(activation.moveId().toString())
        .build();
  }

  @PreDestroy
  void close() {
    var _ = channel.shutdownNow();
  }
}
