package dev.hindcast.platform.grpc;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.platform.tls.ReloadingSslContext;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Opens channels to Hindcast's services as the settings say: over TLS if it is set up, with the
 * process's token, and with the name of whom the current call is for. Thread-safe.
 */
public final class ServiceChannels {
  private final SecuritySetup security;
  private final Optional<ReloadingSslContext> tls;
  private final Credentials credentials;

  /**
   * Channels of a process.
   *
   * @throws IllegalArgumentException if the files of TLS cannot be used
   */
  public ServiceChannels(SecuritySetup security) {
    this.security = security;
    this.tls =
        security
            .tls()
            .map(settings -> ReloadingSslContext.forClient(settings, InstantSource.system()));
    this.credentials = new Credentials(security.token());
  }

  /**
   * Options of a call that is passed on as it came: the token among its headers, if any, is the
   * caller's, and neither the token nor the certificate of this process stands for the caller.
   */
  public static CallOptions passedOn() {
    return CallOptions.DEFAULT.withOption(Credentials.PASSED_ON, true);
  }

  /**
   * Refuses to pass on a call whose caller has shown no token: whom a certificate names here cannot
   * be shown to the next server.
   *
   * @throws FailureException {@link Failure.Unauthenticated}
   */
  public static void requireToken(Metadata headers) {
    if (Caller.current().identity().isPresent() && headers.get(Credentials.AUTHORIZATION) == null) {
      throw new FailureException(
          new Failure.Unauthenticated(
              "no_token",
              "this method is another service's: it takes a token, a certificate counts only here"));
    }
  }

  /**
   * For who opens channels only later, to refuse at its start.
   *
   * @throws InsecureException if a call to the target would be plaintext to another machine
   */
  public void requireSafe(String target) {
    if (tls.isEmpty() && !security.insecure() && !Loopback.isTarget(target)) {
      throw new InsecureException(
          "it would call "
              + target
              + " without TLS. Give it the authority to trust (HINDCAST_TLS_TRUST, a PEM file), or"
              + " say --insecure (HINDCAST_INSECURE=true) if plaintext is what you mean");
    }
  }

  /**
   * A channel that connects lazily and again after a loss.
   *
   * @param target {@code host:port} or any gRPC name
   * @throws InsecureException as {@link #requireSafe}
   */
  public ManagedChannel open(String target) {
    requireSafe(target);
    var builder =
        NettyChannelBuilder.forTarget(target)
            .maxInboundMessageSize(GrpcServerSetup.MAX_MESSAGE_BYTES)
            .keepAliveTime(30, TimeUnit.SECONDS)
            .intercept(credentials, TracedCalls.client());
    tls.ifPresentOrElse(builder::sslContext, builder::usePlaintext);
    return builder.build();
  }
}
