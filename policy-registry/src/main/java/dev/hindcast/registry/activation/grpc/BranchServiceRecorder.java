package dev.hindcast.registry.activation.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import com.google.rpc.ErrorInfo;
import dev.hindcast.platform.grpc.FailureStatus;
import dev.hindcast.platform.grpc.ServiceChannels;
import dev.hindcast.proto.branch.v1.BranchInternalServiceGrpc;
import dev.hindcast.proto.branch.v1.RecordActivationRequest;
import dev.hindcast.registry.activation.Activation;
import dev.hindcast.registry.activation.ActivationRecorder;
import dev.hindcast.registry.activation.ActivationSettings;
import dev.hindcast.registry.activation.Answer;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Records activations through the branch-service, which knows the stores and their passwords. */
@Singleton
@Requires(property = "hindcast.registry.branch-service")
final class BranchServiceRecorder implements ActivationRecorder {
  /** Codes that the same request gets again; a token that is not believed may be put right. */
  private static final Set<Status.Code> FINAL =
      EnumSet.of(
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.ALREADY_EXISTS,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.OUT_OF_RANGE,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.UNIMPLEMENTED);

  private static final int MAX_REASON = 500;

  private final ManagedChannel channel;

  BranchServiceRecorder(ActivationSettings settings, ServiceChannels channels) {
    this.channel = channels.open(settings.branchService().orElseThrow());
  }

  @Override
  public Answer record(Activation activation, byte[] archive, Duration patience) {
    // Our own interval is the pace; the channel's, up to two minutes, would delay a store that is
    // back.
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
    try {
      var _ =
          BranchInternalServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
              .recordActivation(request(activation, archive));
      return new Answer.Recorded();
    } catch (StatusRuntimeException e) {
      return answer(e);
    }
  }

  /**
   * Only what the branch-service itself says can be final: a proxy, or a neighbour of an older
   * version, answers with the same codes and will be replaced.
   */
  private static Answer answer(StatusRuntimeException e) {
    return reason(e)
        .filter(_ -> FINAL.contains(e.getStatus().getCode()))
        .<Answer>map(
            reason -> new Answer.Refused(text(reason + ": " + e.getStatus().getDescription())))
        .orElseGet(() -> new Answer.Unavailable(text(problem(e))));
  }

  private static String problem(StatusRuntimeException e) {
    return e.getCause() == null
        ? e.getMessage()
        : e.getMessage() + ": " + e.getCause().getMessage();
  }

  private static Optional<String> reason(StatusRuntimeException e) {
    var status = StatusProto.fromThrowable(e);
    if (status == null) {
      return Optional.empty();
    }
    try {
      for (var detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          var info = detail.unpack(ErrorInfo.class);
          if (Objects.equals(info.getDomain(), FailureStatus.DOMAIN)) {
            return Optional.of(info.getReason());
          }
        }
      }
    } catch (InvalidProtocolBufferException _) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** Short, and without the one character that PostgreSQL does not store. */
  private static String text(String raw) {
    var clean = raw.replace("\0", "");
    if (clean.length() <= MAX_REASON) {
      return clean;
    }
    var end = Character.isHighSurrogate(clean.charAt(MAX_REASON - 1)) ? MAX_REASON - 1 : MAX_REASON;
    return clean.substring(0, end) + "…";
  }

  private static RecordActivationRequest request(Activation activation, byte[] archive) {
    var time = activation.moveTime();
    return RecordActivationRequest.newBuilder()
        .setName("stores/" + activation.store())
        .setVersion(activation.version().toString())
        .setArchive(UnsafeByteOperations.unsafeWrap(archive))
        .setMoveId(activation.moveId().toString())
        .setActivateTime(
            Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()))
        .build();
  }

  @PreDestroy
  void close() {
    var _ = channel.shutdownNow();
  }
}
