package dev.hindcast.ingest.opa.http;

import com.sun.net.httpserver.HttpServer;
import dev.hindcast.ingest.opa.DecisionMapper;
import dev.hindcast.ingest.write.StoreWriters;
import dev.hindcast.platform.secret.Secret;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
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

  DecisionLogServer(DecisionLogSettings settings, StoreWriters writers) {
    try {
      server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the receiver of decision logs cannot listen on " + settings, e);
    }
    server.setExecutor(threads);
    var _ =
        server.createContext(
            "/",
            new DecisionLogEndpoint(
                new DecisionMapper(settings.shape()),
                writers,
                Secret.read(settings.token()),
                settings.maxBytes()));
    server.start();
    log.info("decision logs are received on {}:{}", settings.host(), port());
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
