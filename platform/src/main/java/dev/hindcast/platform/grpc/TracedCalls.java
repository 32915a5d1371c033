package dev.hindcast.platform.grpc;

import dev.hindcast.platform.telemetry.Telemetry;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.core.order.Ordered;
import io.opentelemetry.instrumentation.grpc.v1_6.GrpcTelemetry;
import jakarta.inject.Singleton;

/**
 * Calls of Hindcast's own methods become spans, and their callers' spans the parents of these. Not
 * a worker's stream, which lasts as long as the worker; not what probes and KEDA ask all the time;
 * nor what is ingested, which may be these very spans.
 */
@Singleton
final class TracedCalls implements ServerInterceptor, Ordered {
  private static final String OURS = "hindcast.";

  private final ServerInterceptor traced = telemetry().createServerInterceptor();

  /** For a channel of this process; does nothing while telemetry is off. */
  static ClientInterceptor client() {
    if (!Telemetry.current().isOn()) {
      return new Untraced();
    }
    var traced = telemetry().createClientInterceptor();
    return new ClientInterceptor() {
      @Override
      public <Q, A> ClientCall<Q, A> interceptCall(
          MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return isTraced(method)
            ? traced.interceptCall(method, options, next)
            : next.newCall(method, options);
      }
    };
  }

  /** Without an event a message: a stream has many. */
  private static GrpcTelemetry telemetry() {
    return GrpcTelemetry.builder(Telemetry.current().api()).setEmitMessageEvents(false).build();
  }

  @Override
  public int getOrder() {
    return InterceptorOrder.TRACE.order();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return Telemetry.current().isOn() && isTraced(call.getMethodDescriptor())
        ? traced.interceptCall(call, headers, next)
        : next.startCall(call, headers);
  }

  static boolean isTraced(MethodDescriptor<?, ?> method) {
    return method.getFullMethodName().startsWith(OURS)
        && method.getType() != MethodDescriptor.MethodType.BIDI_STREAMING;
  }

  private static final class Untraced implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return next.newCall(method, options);
    }
  }
}
