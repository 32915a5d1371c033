package dev.hindcast.platform.grpc;

import dev.hindcast.platform.identity.Caller;
import dev.hindcast.platform.secret.Secret;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.Optional;

/**
 * What a client says of itself with every call: its token, read anew each time, and for whom it
 * calls.
 */
final class Credentials implements ClientInterceptor {
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  static final Metadata.Key<String> ON_BEHALF_OF =
      Metadata.Key.of("hindcast-on-behalf-of", Metadata.ASCII_STRING_MARSHALLER);

  /** Calls with it are the caller's own, passed on: nothing of this process may count for them. */
  static final CallOptions.Key<Boolean> PASSED_ON =
      CallOptions.Key.createWithDefault("hindcast-passed-on", false);

  /** So that no certificate of this process stands for a caller that showed no token. */
  private static final String NO_TOKEN = "Bearer none";

  private final Optional<Secret> token;

  Credentials(Optional<Secret> token) {
    this.token = token;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    var subject = Caller.current().subject();
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        if (options.getOption(PASSED_ON)) {
          headers.discardAll(ON_BEHALF_OF);
          if (headers.get(AUTHORIZATION) == null) {
            headers.put(AUTHORIZATION, NO_TOKEN);
          }
          super.start(listener, headers);
          return;
        }
        token.ifPresent(secret -> headers.put(AUTHORIZATION, "Bearer " + secret.read().strip()));
        if (!subject.isEmpty()) {
          headers.put(ON_BEHALF_OF, subject);
        }
        super.start(listener, headers);
      }
    };
  }
}
