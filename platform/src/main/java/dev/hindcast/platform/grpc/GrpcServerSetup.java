package dev.hindcast.platform.grpc;

import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What every server of Hindcast has: a virtual thread a call, keep-alive, reflection in both
 * versions.
 */
@Factory
final class GrpcServerSetup implements BeanCreatedEventListener<ServerBuilder<?>> {
  /** A bundle's archive (8 MiB) and its envelope fit; nothing larger is ever sent. */
  static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  @Override
  public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
    return event
        .getBean()
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .keepAliveTime(30, TimeUnit.SECONDS)
        .permitKeepAliveTime(5, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  @Bean
  @Singleton
  BindableService reflection() {
    return ProtoReflectionServiceV1.newInstance();
  }

  /** Older clients ask for v1alpha. */
  @Bean
  @Singleton
  @SuppressWarnings("deprecation")
  BindableService reflectionAlpha() {
    return ProtoReflectionService.newInstance();
  }
}
