package dev.hindcast.cli.up;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.local.AtExit;
import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hindcast up}. */
@Command(
    name = "up",
    description = {
      "Runs everything on this machine: an embedded PostgreSQL, the services on loopback ports, and workers.",
      "It stays until ctrl-C, which stops everything; the data folder is kept."
    })
public final class UpCommand implements Callable<Integer> {
  @Option(names = "--data", paramLabel = "DIR", description = "data folder (default: .hindcast)")
  private Path data = ServerOptions.DEFAULT_DATA;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "of the gateway; 0: any free one (default: 7400)")
  private int gateway = LocalOptions.Ports.DEFAULT.gateway();

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      description = "of the policy registry; 0: any free one (default: 7401)")
  private int registry = LocalOptions.Ports.DEFAULT.registry();

  @Option(
      names = "--branches-port",
      paramLabel = "PORT",
      description = "of the branch service; 0: any free one (default: 7402)")
  private int branches = LocalOptions.Ports.DEFAULT.branches();

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      description = "of PostgreSQL; 0: any free one (default: 7432)")
  private int postgres = LocalOptions.Ports.DEFAULT.postgres();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "workers as processes of their own (default: one in this process)")
  private int workers;

  @Option(
      names = "--worker-slots",
      paramLabel = "N",
      description = "shards that a worker judges at once (default: one a core)")
  private int slots = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--branching",
      paramLabel = "PROVIDER",
      description = {
        "who forks the trace store: overlay, reflink or auto (default: auto).",
        "auto is reflink where the data folder's file system is seen to share blocks, else overlay"
      })
  private LocalOptions.Branching branching = LocalOptions.Branching.AUTO;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var out = spec.commandLine().getOut();
    var notes = spec.commandLine().getErr();
    try (var cluster = LocalCluster.start(options());
        var _ = AtExit.undo(_ -> stopping(notes))) {
      lines(cluster).forEach(out::println);
      out.flush();
      new CountDownLatch(1).await();
    }
    return ExitCode.CLEAN;
  }

  private static void stopping(PrintWriter notes) {
    notes.println("stopping …");
    notes.flush();
  }

  private LocalOptions options() {
    for (var port : List.of(gateway, registry, branches, postgres)) {
      if (port < 0 || port > 65_535) {
        throw new CommandException("a port is from 0 to 65535, not " + port);
      }
    }
    if (workers < 0 || slots < 1) {
      throw new CommandException("--workers must be at least 0 and --worker-slots at least 1");
    }
    return new LocalOptions(
        data,
        false,
        new LocalOptions.Ports(gateway, registry, branches, postgres),
        workers,
        slots,
        branching);
  }

  private List<String> lines(LocalCluster cluster) {
    var table = new Table("", "PART", "WHERE");
    table.row("gateway", cluster.gateway());
    table.row("policy-registry", cluster.registry());
    table.row("branch-service", cluster.branches());
    table.row(
        "PostgreSQL", "127.0.0.1:" + cluster.postgresPort() + ", databases traces and control");
    table.row("branches by", cluster.branching());
    table.row("workers", workers(cluster));
    table.row("data", data.toAbsolutePath().normalize().toString());
    var lines = new ArrayList<>(table.lines());
    lines.add("ready; ctrl-C stops everything");
    return lines;
  }

  private static String workers(LocalCluster cluster) {
    return cluster.workerPids().isEmpty()
        ? "one in this process"
        : "processes "
            + cluster.workerPids().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
