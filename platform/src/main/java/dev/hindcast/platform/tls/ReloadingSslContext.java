package dev.hindcast.platform.tls;

import dev.hindcast.platform.files.WatchedFiles;
import io.grpc.netty.GrpcSslContexts;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A context that becomes another one when its files change: each handshake looks, at most once an
 * interval. A whole context is replaced, never a part, so that a certificate never meets another's
 * key, and no session that was opened under the old trust is resumed under the new one. Connections
 * that stand go on.
 *
 * <p>Files that cannot be used, half written ones too, change nothing and are looked at again.
 * Thread-safe.
 */
public final class ReloadingSslContext extends SslContext {
  private static final Logger log = LoggerFactory.getLogger(ReloadingSslContext.class);

  private final TlsSettings settings;
  private final boolean client;
  private final boolean http1;
  private final InstantSource clock;
  private final WatchedFiles files;
  private final ReentrantLock reloading = new ReentrantLock();
  private volatile Generation current;
  private volatile Object refused;

  private record Generation(SslContext context, Object state, Instant checked) {}

  private ReloadingSslContext(
      TlsSettings settings, boolean client, boolean http1, InstantSource clock) {
    this.settings = settings;
    this.client = client;
    this.http1 = http1;
    this.clock = clock;
    this.files =
        new WatchedFiles(
            Stream.of(settings.certificate(), settings.privateKey(), settings.trust())
                .flatMap(Optional::stream)
                .toList());
    var state = files.state();
    try {
      current = new Generation(build(), state, clock.instant());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("TLS cannot be set up: " + problem(e), e);
    }
  }

  /**
   * The context of a server.
   *
   * @throws IllegalArgumentException if the files cannot be used now
   */
  public static ReloadingSslContext forServer(TlsSettings settings, InstantSource clock) {
    return new ReloadingSslContext(settings, false, false, clock);
  }

  /** That of a server of HTTP/1.1, as the JDK's is; as {@link #forServer}. */
  public static ReloadingSslContext forHttpServer(TlsSettings settings, InstantSource clock) {
    return new ReloadingSslContext(settings, false, true, clock);
  }

  /** The context of channels; as {@link #forServer}. */
  public static ReloadingSslContext forClient(TlsSettings settings, InstantSource clock) {
    return new ReloadingSslContext(settings, true, false, clock);
  }

  private SslContext now() {
    var seen = current;
    if (clock.instant().isBefore(seen.checked().plus(settings.reloadInterval()))
        || !reloading.tryLock()) {
      return seen.context();
    }
    try {
      reload(seen);
    } finally {
      reloading.unlock();
    }
    return current.context();
  }

  private void reload(Generation seen) {
    // Taken before the files are read: what changes meanwhile is seen the next time.
    var state = files.state();
    if (state.equals(seen.state())) {
      current = new Generation(seen.context(), state, clock.instant());
      return;
    }
    try {
      current = new Generation(build(), state, clock.instant());
      refused = null;
      log.info("TLS uses the files that changed");
    } catch (IOException | GeneralSecurityException e) {
      if (!state.equals(refused)) {
        log.warn("TLS keeps the files of before, the new ones cannot be used: {}", problem(e));
      }
      refused = state;
      current = new Generation(seen.context(), seen.state(), clock.instant());
    }
  }

  private SslContext build() throws IOException, GeneralSecurityException {
    var pair =
        settings.certificate().isPresent()
            ? Optional.of(
                KeyPairFiles.read(
                    settings.certificate().get(), settings.privateKey().orElseThrow()))
            : Optional.<KeyPairFiles>empty();
    SslContextBuilder builder;
    if (client) {
      builder = GrpcSslContexts.forClient();
      pair.ifPresent(own -> builder.keyManager(own.key(), own.chain()));
    } else {
      var own = pair.orElseThrow();
      builder =
          (http1
                  ? SslContextBuilder.forServer(own.key(), own.chain()).sslProvider(SslProvider.JDK)
                  : GrpcSslContexts.configure(SslContextBuilder.forServer(own.key(), own.chain())))
              .clientAuth(settings.clientAuth());
    }
    if (settings.trust().isPresent()) {
      builder.trustManager(KeyPairFiles.certificates(settings.trust().get()));
    }
    return builder.build();
  }

  private static String problem(Exception e) {
    return e instanceof IOException
        ? e.getClass().getSimpleName() + " " + e.getMessage()
        : e.getMessage();
  }

  @Override
  public boolean isClient() {
    return client;
  }

  @Override
  public List<String> cipherSuites() {
    return current.context().cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation")
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return current.context().applicationProtocolNegotiator();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return now().newEngine(allocator);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
    return now().newEngine(allocator, peerHost, peerPort);
  }

  @Override
  public SSLSessionContext sessionContext() {
    return current.context().sessionContext();
  }
}
