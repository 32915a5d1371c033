package dev.hindcast.ingest.otlp.grpc;

import dev.hindcast.ingest.write.StoreWriters;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.core.order.Ordered;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import jakarta.inject.Singleton;

/** Hands the header that names a store to the endpoint. */
@Singleton
final class StoreHeader implements ServerInterceptor, Ordered {
  private static final Metadata.Key<String> KEY =
      Metadata.Key.of(StoreWriters.HEADER, Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<String> VALUE = Context.key(StoreWriters.HEADER);

  /** What the current call named; empty: nothing. */
  static String current() {
    var value = VALUE.get();
    return value == null ? "" : value;
  }

  /** Next to the endpoint. */
  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var named = headers.get(KEY);
    if (named == null
        || !TraceServiceGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    return Contexts.interceptCall(
        Context.current().withValue(VALUE, named.strip()), call, headers, next);
  }
}
