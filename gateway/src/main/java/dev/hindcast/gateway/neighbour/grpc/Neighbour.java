package dev.hindcast.gateway.neighbour.grpc;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A service that the gateway calls. Its documented errors pass on to the gateway's own caller
 * unchanged; anything else means that it does not answer.
 *
 * @param name how a caller knows it, e.g. {@code the policy-registry}
 */
public record Neighbour(String name) {
  public Neighbour {
    requireNonNull(name);
  }

  /**
   * Calls it. What was begun is not cut off when the gateway's own caller goes away: a channel may
   * be moving.
   */
  public <T> T call(Supplier<T> work) {
    var own = Context.current().fork();
    var previous = own.attach();
    try {
      return work.get();
    } catch (StatusRuntimeException e) {
      if (reason(e).isPresent()) {
        throw e;
      }
      throw new FailureException(new Failure.DependencyUnavailable(name), e);
    } finally {
      own.detach(previous);
    }
  }

  /** The documented reason of an error, e.g. {@code STATE_MOVED}; empty if it has none. */
  public static Optional<String> reason(StatusRuntimeException e) {
    var status = StatusProto.fromThrowable(e);
    if (status == null) {
      return Optional.empty();
    }
    for (var detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return Optional.of(detail.unpack(ErrorInfo.class).getReason());
        } catch (InvalidProtocolBufferException malformed) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
