package dev.hindcast.branch.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.testkit.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store behind a network that swallows everything from one moment on. */
class HungStoreIT {
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void isOneThatDoesNotAnswer() throws IOException {
    var real = TestPostgres.emptyDatabase();
    try (var network = new Network(real)) {
      var url = real.url().replaceFirst(":[0-9]+/", ":" + network.port() + "/");
      var settings = new DatabaseSettings(url, real.user(), real.password(), 1);
      var stores = new TraceStores(List.of(new TraceStore("ops", "overlay", settings, Map.of())));
      try (var databases = new StoreDatabases(stores, Duration.ofSeconds(1))) {
        var jdbc = databases.jdbc("ops");
        assertThat(one(jdbc)).isEqualTo(1);
        network.swallow();
        assertThatThrownBy(() -> one(jdbc))
            .isInstanceOfSatisfying(
                FailureException.class,
                e -> assertThat(e.failure()).isInstanceOf(Failure.DependencyUnavailable.class));
      }
    }
  }

  private static int one(Jdbc jdbc) {
    return jdbc.first("SELECT 1", Jdbc.Binder.NONE, row -> row.getInt(1)).orElseThrow();
  }

  private static final class Network implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final int target;
    private volatile boolean swallows;

    Network(DatabaseSettings real) throws IOException {
      target = DatabaseAddress.of(real.url()).port();
      var _ = Thread.startVirtualThread(this::accept);
    }

    int port() {
      return door.getLocalPort();
    }

    void swallow() {
      swallows = true;
    }

    private void accept() {
      try {
        while (true) {
          var client = door.accept();
          var server = new Socket(InetAddress.getLoopbackAddress(), target);
          var there = client.getInputStream();
          var back = server.getInputStream();
          var toServer = server.getOutputStream();
          var toClient = client.getOutputStream();
          var _ = Thread.startVirtualThread(() -> pass(there, toServer));
          var _ = Thread.startVirtualThread(() -> pass(back, toClient));
        }
      } catch (IOException closed) {
        swallows = true;
      }
    }

    private void pass(InputStream from, OutputStream to) {
      var buffer = new byte[8192];
      try {
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
          if (!swallows) {
            to.write(buffer, 0, read);
          }
        }
      } catch (IOException closed) {
        swallows = true;
      }
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }
}
