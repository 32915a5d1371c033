package dev.hindcast.bench;

import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.files.TreeRemoval;
import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.tracestore.IngestGrants;
import dev.hindcast.tracestore.TraceStoreSchema;
import io.grpc.ManagedChannel;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.postgresql.PGConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How many tool spans a second a gateway takes in over OTLP/gRPC, each answered when it is on disk.
 * The server is durable (fsync), and exporters, gateway and PostgreSQL share the machine.
 */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description = "Tool spans over OTLP/gRPC into a durable PostgreSQL.")
final class IngestBench implements Callable<Integer> {
  private static final int GOAL = 20_000;
  private static final String LOGIN = "bench_receiver";

  @Option(
      names = "--spans",
      defaultValue = "100000",
      description = "Spans of a run (default: ${DEFAULT-VALUE}).")
  private int spans;

  @Option(
      names = "--exporters",
      defaultValue = "8",
      description = "Exporters that send at once (default: ${DEFAULT-VALUE}).")
  private int exporters;

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "Runs; the median counts (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(names = "--json", description = "File to write the figures to, as one JSON object.")
  private Optional<Path> json = Optional.empty();

  private final Figures figures = new Figures(System.out);

  @Override
  public Integer call() throws Exception {
    var folder = Files.createTempDirectory("hindcast-bench-ingest-");
    try (var server =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Options(
                folder,
                false,
                0,
                "hindcast",
                Map.of("shared_buffers", "256MB", "max_wal_size", "4GB")))) {
      server.createDatabase("traces");
      server.createDatabase("control");
      var store = server.database("traces", 2);
      TraceStoreSchema.migrate(store);
      execute(store, "CREATE ROLE " + LOGIN + " LOGIN PASSWORD 'bench'");
      IngestGrants.grant(store, LOGIN);
      try (var gateway =
          RunningService.serve("gateway", settings(store, server.database("control", 4)))) {
        measure(store, gateway.target());
      }
    } finally {
      TreeRemoval.remove(folder);
    }
    if (json.isPresent()) {
      figures.write(json.get());
    }
    return 0;
  }

  private static Map<String, Object> settings(DatabaseSettings store, DatabaseSettings control) {
    return Map.of(
        "grpc.server.port",
        0,
        "hindcast.gateway.database.url",
        control.url(),
        "hindcast.gateway.database.user",
        control.user(),
        "hindcast.gateway.database.password",
        control.password(),
        "hindcast.gateway.registry",
        "127.0.0.1:1",
        "hindcast.gateway.branch-service",
        "127.0.0.1:1",
        "hindcast.gateway.ingest.stores.default.url",
        store.url(),
        "hindcast.gateway.ingest.stores.default.user",
        LOGIN,
        "hindcast.gateway.ingest.stores.default.password",
        "bench");
  }

  private void measure(DatabaseSettings store, String gateway) throws Exception {
    var channel = Channels.plaintext(gateway);
    try {
      SpanLoad.of(0, spans).send(channel, exporters); // the gateway's code is cold
      var fresh = new Duration[runs];
      var again = new Duration[runs];
      double java = 0;
      double postgres = 0;
      for (int run = 1; run <= runs; run++) {
        var load = SpanLoad.of(run, spans);
        var javaBefore = CpuTime.of(List.of(ProcessHandle.current().pid()));
        var postgresBefore = ofServer();
        fresh[run - 1] = timed(load, channel);
        java += CpuTime.of(List.of(ProcessHandle.current().pid())).microsSince(javaBefore);
        postgres += ofServer().microsSince(postgresBefore);
        again[run - 1] = timed(load, channel);
      }
      // What it costs does not depend on who else is at work on the machine.
      figures.number("java_cpu", "exporters and gateway", java / runs / spans, "CPU µs/span");
      figures.number("postgres_cpu", "PostgreSQL", postgres / runs / spans, "CPU µs/span");
      var taken =
          figures.timed(
              "ingest", new Measured("new spans, " + exporters + " exporters", spans, fresh));
      var _ = figures.timed("ingest_again", new Measured("the same spans again", spans, again));
      figures.atLeast("ingest_per_second", "spans/s on disk", taken.perSecond(), GOAL);
      var stored = number(store, "SELECT count(*) FROM hindcast.action");
      if (stored != (runs + 1L) * spans) {
        throw new IllegalStateException("lost or doubled: " + stored + " actions");
      }
      figures.say("%,d actions, none lost, none doubled", stored);
      var _ = figures.timed("copy", yardstick(store));
      figures.number(
          "key_bytes",
          "keys against doubling",
          number(store, "SELECT pg_total_relation_size('hindcast.ingested')") / (double) stored,
          "bytes/action");
    } finally {
      channel.shutdownNow();
    }
  }

  private static CpuTime ofServer() {
    return CpuTime.of(ProcessHandle.current().descendants().map(ProcessHandle::pid).toList());
  }

  private Duration timed(SpanLoad load, ManagedChannel channel) throws Exception {
    long start = System.nanoTime();
    load.send(channel, exporters);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /**
   * The same rows from one table to another by COPY, in one transaction: the database's own pace.
   */
  private Measured yardstick(DatabaseSettings store) throws Exception {
    execute(store, "CREATE TABLE public.action (LIKE hindcast.action INCLUDING ALL)");
    return Measured.of(
        "yardstick: COPY into such a table",
        spans,
        3,
        () -> {
          var before = ofServer();
          execute(store, "TRUNCATE public.action");
          try (var from = open(store);
              var to = open(store);
              var in = new PipedInputStream(1 << 20);
              var out = new PipedOutputStream(in)) {
            var reading =
                CompletableFuture.runAsync(
                    () -> {
                      try (out) {
                        var _ =
                            from.unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyOut(
                                    "COPY (SELECT * FROM hindcast.action LIMIT "
                                        + spans
                                        + ") TO STDOUT",
                                    out);
                      } catch (Exception e) {
                        throw new IllegalStateException(e);
                      }
                    });
            var _ =
                to.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY public.action FROM STDIN", in);
            reading.join();
          }
          figures.say("  PostgreSQL: %.1f CPU µs/row", ofServer().microsSince(before) / spans);
        });
  }

  private static Connection open(DatabaseSettings database) throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  private static void execute(DatabaseSettings database, String sql) throws SQLException {
    try (var connection = open(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(DatabaseSettings database, String sql) throws SQLException {
    try (var connection = open(database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
