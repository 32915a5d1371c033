package dev.hindcast.platform.grpc;

import com.google.protobuf.Message;
import dev.hindcast.platform.audit.AuditLog;
import dev.hindcast.platform.audit.DenialBudget;
import dev.hindcast.platform.identity.RpcRule;
import dev.hindcast.platform.identity.RpcTable;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/**
 * Leaves the trail of each call that changes something, and of each that was denied. The attempt
 * itself is written by {@link AccessInterceptor}, once the call is let through.
 */
@Singleton
@Requires(beans = AuditLog.class)
final class AuditInterceptor implements ServerInterceptor, Ordered {
  private final AuditLog entries;
  private final DenialBudget denials = new DenialBudget(InstantSource.system());

  AuditInterceptor(AuditLog entries) {
    this.entries = entries;
  }

  @Override
  public int getOrder() {
    return InterceptorOrder.AUDIT.order();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var method = call.getMethodDescriptor().getFullMethodName();
    var silent =
        RpcTable.find(method).filter(rule -> rule.trail() == RpcRule.Trail.NOTHING).isPresent();
    if (silent) {
      return next.startCall(call, headers);
    }
    var trail = new CallTrail(entries, denials, method);
    var listener =
        Contexts.interceptCall(
            trail.in(Context.current()), new Watched<>(call, trail), headers, next);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        if (call.getMethodDescriptor().getType().clientSendsOneMessage()
            && message instanceof Message request) {
          trail.request(request);
        }
        super.onMessage(message);
      }

      @Override
      public void onCancel() {
        super.onCancel();
        trail.end(Status.CANCELLED.withDescription("the caller went away before the answer"));
      }
    };
  }

  private static final class Watched<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final CallTrail trail;

    private Watched(ServerCall<Q, A> call, CallTrail trail) {
      super(call);
      this.trail = trail;
    }

    @Override
    public void sendMessage(A message) {
      if (getMethodDescriptor().getType().serverSendsOneMessage()
          && message instanceof Message response) {
        trail.response(response);
      }
      super.sendMessage(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      // Before the caller has the answer: who reads the log then finds it.
      trail.end(status);
      super.close(status, trailers);
    }
  }
}
