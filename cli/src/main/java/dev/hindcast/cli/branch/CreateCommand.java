package dev.hindcast.cli.branch;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.DurationConverter;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast branch create}. */
@Command(
    name = "create",
    description = "Forks a trace store, now or at a moment that it still holds.")
final class CreateCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "last part of its name; default: made up")
  private String id = "";

  @Option(names = "--store", paramLabel = "ID", description = "store to fork (default: default)")
  private String store = Names.DEFAULT_STORE;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "time to live (default: 1h)")
  private Duration ttl = Duration.ofHours(1);

  @Option(names = "--owner", paramLabel = "NAME", description = "recorded with it (default: you)")
  private String owner = System.getProperty("user.name");

  @ArgGroup private Cut cut = new Cut();

  @Option(
      names = "--max-divergence",
      paramLabel = "BYTES",
      converter = BytesConverter.class,
      description = "discard it when it holds more itself: 500MB, 2GiB (default: the quotas only)")
  private long maxDivergence;

  /** Which moment: at most one of them. */
  static final class Cut {
    @Option(names = "--at-lsn", paramLabel = "LSN", description = "position in the store's log")
    private String lsn = "";

    @Option(
        names = "--at-time",
        paramLabel = "TIME",
        converter = MomentConverter.class,
        description = "past moment, 2026-11-22T12:00:00Z")
    private Timestamp time;

    @Option(names = "--at-snapshot", paramLabel = "NAME", description = "snapshot of the engine")
    private String snapshot = "";

    private void into(CreateBranchRequest.Builder request) {
      if (!lsn.isEmpty()) {
        request.setAtLsn(lsn.toUpperCase(Locale.ROOT));
      } else if (time != null) {
        request.setAtTime(time);
      } else if (!snapshot.isEmpty()) {
        request.setAtSnapshot(snapshot);
      }
    }
  }

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    var request =
        CreateBranchRequest.newBuilder()
            .setParent(Names.store(store))
            .setBranchId(id)
            .setTtl(Durations.fromSeconds(ttl.toSeconds()))
            .setOwner(owner)
            .setMaxDivergenceBytes(maxDivergence)
            .setRequestId(UUID.randomUUID().toString());
    cut.into(request);
    try (var clients = server.connect()) {
      var output = options.output();
      var branch = clients.branches().createBranch(request.build());
      output.answer(branch, BranchText.table(List.of(branch)));
      BranchText.unpinned(branch).forEach(output::note);
    }
    return ExitCode.CLEAN;
  }
}
