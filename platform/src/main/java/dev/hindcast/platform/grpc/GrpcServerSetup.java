package dev.hindcast.platform.grpc;

import dev.hindcast.platform.tls.ReloadingSslContext;
import dev.hindcast.platform.tls.TlsSettings;
import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What every server of Hindcast has: a virtual thread a call, keep-alive, TLS where it is set up,
 * reflection in both versions.
 */
@Factory
final class GrpcServerSetup implements BeanCreatedEventListener<ServerBuilder<?>> {
  /** A bundle's archive (8 MiB) and its envelope fit; nothing larger is ever sent. */
  static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  private final Environment environment;

  GrpcServerSetup(Environment environment) {
    this.environment = environment;
  }

  @Override
  public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
    var builder =
        event
            .getBean()
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(30, TimeUnit.SECONDS)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true);
    TlsSettings.of(environment)
        .filter(TlsSettings::forServer)
        .map(settings -> ReloadingSslContext.forServer(settings, InstantSource.system()))
        .ifPresent(((NettyServerBuilder) builder)::sslContext);
    return builder;
  }

  @Bean
  @Singleton
  SecuritySetup security() {
    return SecuritySetup.of(environment);
  }

  @Bean
  @Singleton
  ServiceChannels channels(SecuritySetup security) {
    return new ServiceChannels(security);
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
