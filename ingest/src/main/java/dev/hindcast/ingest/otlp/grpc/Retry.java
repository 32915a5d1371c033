package dev.hindcast.ingest.otlp.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.grpc.FailureStatus;
import io.grpc.protobuf.StatusProto;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a sender to come again: OTLP repeats UNAVAILABLE anyway, and RESOURCE_EXHAUSTED only where
 * the answer says when.
 */
final class Retry {
  private static final Logger log = LoggerFactory.getLogger(Retry.class);
  private static final int SECONDS = 1;

  private Retry() {}

  /** The exception to answer with. */
  static RuntimeException failure(RuntimeException thrown) {
    var cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (!(cause instanceof FailureException e)) {
      return cause instanceof RuntimeException fault ? fault : thrown;
    }
    return switch (e.failure()) {
      case Failure.DependencyUnavailable f -> again(f);
      case Failure.QuotaExceeded f -> again(f);
      default -> e;
    };
  }

  private static RuntimeException again(Failure failure) {
    var status = StatusProto.fromThrowable(FailureStatus.exception(failure));
    log.debug("a sender is asked to come again: {}", failure.message());
    return StatusProto.toStatusRuntimeException(
        status.toBuilder()
            .addDetails(
                Any.pack(
                    RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setSeconds(SECONDS))
                        .build()))
            .build());
  }
}
