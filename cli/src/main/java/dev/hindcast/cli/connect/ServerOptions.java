package dev.hindcast.cli.connect;

import dev.hindcast.cli.local.ClusterFile;
import dev.hindcast.cli.output.CommandException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --server} and what goes with it, for commands that call a cluster. */
public final class ServerOptions {
  /** Where {@code hindcast up} keeps its data unless told otherwise. */
  public static final Path DEFAULT_DATA = Path.of(".hindcast");

  @Option(
      names = "--server",
      paramLabel = "ADDRESS",
      description =
          "HOST:PORT of the gateway (default: the cluster that runs on --data, else 127.0.0.1:7400)")
  private String server;

  @Option(
      names = "--registry",
      paramLabel = "ADDRESS",
      description = "HOST:PORT of the policy registry, to call it without the gateway")
  private String registry;

  @Option(
      names = "--branches",
      paramLabel = "ADDRESS",
      description = "HOST:PORT of the branch service, to call it without the gateway")
  private String branches;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "data folder of a local cluster (default: .hindcast)")
  private Path data;

  @Mixin private SecurityOptions security;

  /** Calls the services; the caller closes it. */
  public Clients connect() {
    return Clients.connect(address(), security.channels());
  }

  /** Whether a server was named. */
  public boolean serverNamed() {
    return server != null;
  }

  /** The data folder, if it was named. */
  public Optional<Path> dataNamed() {
    return Optional.ofNullable(data);
  }

  /** The data folder. */
  public Path data() {
    return dataNamed().orElse(DEFAULT_DATA);
  }

  private ClusterAddress address() {
    var base =
        server != null
            ? ClusterAddress.behindGateway(server)
            : ClusterFile.running(data()).map(ClusterAddress::of).orElseGet(this::elsewhere);
    return new ClusterAddress(
        base.gateway(),
        registry == null ? base.registry() : registry,
        branches == null ? base.branches() : branches);
  }

  // Where a folder was meant, the standard ports may be those of somebody else's cluster.
  private ClusterAddress elsewhere() {
    var folder = data();
    var leftBehind = ClusterFile.isLeftBehind(folder);
    if (data == null && !leftBehind) {
      return ClusterAddress.standard();
    }
    throw new CommandException(
        "no cluster runs on "
            + folder
            + (leftBehind ? " any more: the last one was killed or crashed" : ""),
        List.of(
            "fix: start it with `hindcast up"
                + (data == null ? "" : " --data " + folder)
                + "`, or name one that runs with --server HOST:PORT"));
  }
}
