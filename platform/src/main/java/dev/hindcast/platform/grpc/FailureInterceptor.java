package dev.hindcast.platform.grpc;

import com.google.rpc.ErrorInfo;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.AccessMetrics;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever an endpoint throws, or hands to its observer, into a status: a known failure as it
 * is, anything else as an incident in the log.
 */
@Singleton
final class FailureInterceptor implements ServerInterceptor, Ordered {
  private static final Logger log = LoggerFactory.getLogger(FailureInterceptor.class);

  private final AccessMetrics metrics;

  FailureInterceptor(AccessMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public int getOrder() {
    return InterceptorOrder.FAILURE.order();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServerCall.Listener<Q> listener;
    try {
      listener = next.startCall(new Translated<>(call), headers);
    } catch (RuntimeException e) {
      close(call, e);
      return new ServerCall.Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(listener) {
      private boolean closed;

      @Override
      public void onMessage(Q message) {
        guard(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        guard(super::onHalfClose);
      }

      @Override
      public void onReady() {
        guard(super::onReady);
      }

      private void guard(Runnable step) {
        if (closed) {
          return;
        }
        try {
          step.run();
        } catch (Throwable e) {
          // An Error too must reach the caller as a status, and the log as an incident.
          closed = true;
          close(call, e);
        }
      }
    };
  }

  /** What an endpoint ends with itself: a fault that it did not name becomes an incident too. */
  private final class Translated<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private Translated(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      var unnamed =
          switch (status.getCode()) {
            case UNKNOWN, INTERNAL, UNAVAILABLE ->
                !carriesErrorInfo(new StatusRuntimeException(status, trailers));
            default -> false;
          };
      if (!unnamed) {
        super.close(status, trailers);
        return;
      }
      var cause = status.getCause() == null ? status.asRuntimeException() : status.getCause();
      var named = counted(cause, getMethodDescriptor().getFullMethodName());
      super.close(named.getStatus(), named.getTrailers() == null ? trailers : named.getTrailers());
    }
  }

  private void close(ServerCall<?, ?> call, Throwable e) {
    var status = counted(e, call.getMethodDescriptor().getFullMethodName());
    var trailers = status.getTrailers();
    try {
      call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
    } catch (IllegalStateException alreadyClosed) {
      log.debug("the call was closed before its failure could be sent", alreadyClosed);
    }
  }

  private StatusRuntimeException counted(Throwable e, String method) {
    if (e instanceof FailureException known) {
      metrics.failed(known.failure());
    }
    return statusOf(e, method);
  }

  /** A neighbour's own answer passes; its transport's text does not. */
  private static boolean carriesErrorInfo(StatusRuntimeException e) {
    var status = StatusProto.fromThrowable(e);
    return status != null
        && status.getDetailsList().stream().anyMatch(detail -> detail.is(ErrorInfo.class));
  }

  /** The status that an exception becomes; an unknown one is logged with the incident's id. */
  static StatusRuntimeException statusOf(Throwable e, String method) {
    if (e instanceof FailureException f) {
      if (f.getCause() != null) {
        log.warn("{} failed: {}", method, f.getMessage(), f.getCause());
      }
      return FailureStatus.exception(f.failure());
    }
    if (e instanceof StatusRuntimeException s) {
      if (carriesErrorInfo(s)) {
        return s;
      }
      if (s.getStatus().getCode() == Status.Code.UNAVAILABLE
          || s.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
        log.warn("{}: a neighbour does not answer", method, s);
        return FailureStatus.exception(new Failure.DependencyUnavailable("a neighbouring service"));
      }
    }
    var incident = UUID.randomUUID().toString();
    log.error("incident {} in {}", incident, method, e);
    return FailureStatus.internal(incident);
  }
}
