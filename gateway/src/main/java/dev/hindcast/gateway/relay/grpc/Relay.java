package dev.hindcast.gateway.relay.grpc;

import dev.hindcast.platform.grpc.ServiceChannels;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;

/**
 * Serves a service by passing each of its calls on to where it really is: headers (a caller's token
 * among them), messages, deadline, cancellation, status and its details. Requests and callers are
 * checked here as everywhere, and again where the call goes: by the caller's own token, never by
 * the gateway's.
 */
final class Relay implements BindableService {
  private final ServiceDescriptor service;
  private final Channel channel;

  Relay(ServiceDescriptor service, Channel channel) {
    this.service = service;
    this.channel = channel;
  }

  @Override
  public ServerServiceDefinition bindService() {
    var definition = ServerServiceDefinition.builder(service);
    service.getMethods().forEach(method -> definition.addMethod(passedOn(method)));
    return definition.build();
  }

  private <Q, A> ServerMethodDefinition<Q, A> passedOn(MethodDescriptor<Q, A> method) {
    return ServerMethodDefinition.create(
        method,
        (call, headers) -> {
          ServiceChannels.requireToken(headers);
          // The caller's deadline and cancellation come along in the context.
          var relayed =
              new RelayedCall<>(call, channel.newCall(method, ServiceChannels.passedOn()));
          relayed.start(headers);
          return relayed.requests();
        });
  }
}
