package dev.hindcast.gateway.registry.grpc;

import dev.hindcast.gateway.neighbour.grpc.Neighbour;
import dev.hindcast.gateway.registry.MoveOutcome;
import dev.hindcast.gateway.registry.PolicyRegistry;
import dev.hindcast.proto.policy.v1.DownloadVersionRequest;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import dev.hindcast.proto.policy.v1.GetVersionRequest;
import dev.hindcast.proto.policy.v1.MoveChannelRequest;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc.PolicyRegistryServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The policy-registry behind a channel. */
@Singleton
final class GrpcPolicyRegistry implements PolicyRegistry {
  private static final Neighbour REGISTRY = new Neighbour("the policy-registry");
  private static final long DEADLINE_SECONDS = 30;

  /** Answers that a repetition cannot change. */
  private static final Set<Code> FINAL =
      Set.of(Code.NOT_FOUND, Code.INVALID_ARGUMENT, Code.FAILED_PRECONDITION);

  private final PolicyRegistryServiceBlockingStub stub;

  GrpcPolicyRegistry(@Named("registry") ManagedChannel channel) {
    this.stub = PolicyRegistryServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public byte[] download(String version) {
    var request = DownloadVersionRequest.newBuilder().setName(version).build();
    return REGISTRY.call(() -> calls().downloadVersion(request)).getArchive().toByteArray();
  }

  @Override
  public String digest(String version) {
    var request = GetVersionRequest.newBuilder().setName(version).build();
    return REGISTRY.call(() -> calls().getVersion(request)).getDigest();
  }

  @Override
  public Optional<String> channelVersion(String channel) {
    var request = GetChannelRequest.newBuilder().setName(channel).build();
    return REGISTRY.call(
        () -> {
          try {
            return Optional.of(calls().getChannel(request).getVersion());
          } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Code.NOT_FOUND) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  @Override
  public MoveOutcome move(
      UUID moveId, String channel, String expected, String to, String mover, String reason) {
    var request =
        MoveChannelRequest.newBuilder()
            .setName(channel)
            .setVersion(to)
            .setExpectedVersion(expected)
            .setMover(mover)
            .setReason(reason)
            .setRequestId(moveId.toString())
            .build();
    return REGISTRY.call(
        () -> {
          try {
            var moved = calls().moveChannel(request);
            return new MoveOutcome.Moved(moved.getVersion());
          } catch (StatusRuntimeException e) {
            if (Neighbour.reason(e).filter("STATE_MOVED"::equals).isPresent()) {
              return new MoveOutcome.Elsewhere(channelVersion(channel).orElse(""));
            }
            if (FINAL.contains(e.getStatus().getCode())) {
              return new MoveOutcome.Impossible(e);
            }
            throw e;
          }
        });
  }

  private PolicyRegistryServiceBlockingStub calls() {
    return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
