package dev.hindcast.ingest.opa.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import dev.hindcast.ingest.opa.DecisionMapper;
import dev.hindcast.ingest.write.IngestMetrics;
import dev.hindcast.ingest.write.StoreWriters;
import dev.hindcast.platform.grpc.SecuritySetup;
import dev.hindcast.platform.identity.AccessMetrics;
import dev.hindcast.platform.tls.HttpsSetup;
import dev.hindcast.platform.tls.TlsSettings;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port that OPAs send their decision logs to. */
@Context
@Requires(beans = {StoreWriters.class, DecisionLogSettings.class})
public final class DecisionLogServer {
  private static final Logger log = LoggerFactory.getLogger(DecisionLogServer.class);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  DecisionLogServer(
      DecisionLogSettings settings,
      StoreWriters writers,
      SecuritySetup security,
      IngestMetrics metrics,
      AccessMetrics access) {
    security.requireSafe(settings.host(), "HINDCAST_GATEWAY_INGEST_DECISIONS_HOST");
    try {
      server = server(new InetSocketAddress(settings.host(), settings.port()), security);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the receiver of decision logs cannot listen on "
              + settings.host()
              + ":"
              + settings.port(),
          e);
    }
    server.setExecutor(threads);
    var _ =
        server.createContext(
            "/",
            new DecisionLogEndpoint(
                new DecisionMapper(settings.shape()),
                writers,
                new Senders(security.authenticator()),
                settings,
                metrics,
                access));
    server.start();
    log.info("decision logs are received on {}:{}", settings.host(), port());
  }

  private static HttpServer server(InetSocketAddress address, SecuritySetup security)
      throws IOException {
    var tls = security.tls().filter(TlsSettings::forServer);
    if (tls.isEmpty()) {
      return HttpServer.create(address, 0);
    }
    var https = HttpsServer.create(address, 0);
    https.setHttpsConfigurator(HttpsSetup.of(tls.get(), InstantSource.system()));
    return https;
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @PreDestroy
  void close() {
    server.stop(1);
    threads.shutdown();
  }
}
