package dev.hindcast.cli.branch;

import com.google.protobuf.util.Timestamps;
import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.DurationConverter;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.ListBranchesRequest;
import dev.hindcast.proto.branch.v1.ListBranchesResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hindcast branch list}. */
@Command(name = "list", description = "Lists the forks, newest first.")
final class ListCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  @Option(names = "--store", paramLabel = "ID", description = "of one store; default: of all")
  private String store = "-";

  @Option(names = "--deleted", description = "also the records of those that are gone")
  private boolean deleted;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      description = "in one of these states: ${COMPLETION-CANDIDATES}")
  private List<StateName> states = List.of();

  @Option(names = "--owner", paramLabel = "NAME", description = "of one owner")
  private String owner = "";

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "created longer ago than that: 90s, 10m, 1h, 7d")
  private Duration olderThan;

  /** States as people write them. */
  enum StateName {
    creating(Branch.State.STATE_CREATING),
    ready(Branch.State.STATE_READY),
    resetting(Branch.State.STATE_RESETTING),
    deleting(Branch.State.STATE_DELETING),
    deleted(Branch.State.STATE_DELETED),
    failed(Branch.State.STATE_FAILED);

    private final Branch.State state;

    StateName(Branch.State state) {
      this.state = state;
    }
  }

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    var all = ListBranchesResponse.newBuilder();
    try (var clients = server.connect()) {
      var request =
          ListBranchesRequest.newBuilder()
              .setParent(Names.store(store))
              .setShowDeleted(deleted)
              .addAllStates(states.stream().map(name -> name.state).distinct().toList())
              .setOwner(owner)
              .setPageSize(PAGE);
      if (olderThan != null) {
        request.setCreatedBefore(
            Timestamps.fromMillis(System.currentTimeMillis() - olderThan.toMillis()));
      }
      do {
        var page = clients.branches().listBranches(request.build());
        all.addAllBranches(page.getBranchesList());
        request.setPageToken(page.getNextPageToken());
      } while (!request.getPageToken().isEmpty());
    }
    options.output().answer(all, BranchText.table(all.getBranchesList()));
    return ExitCode.CLEAN;
  }
}
