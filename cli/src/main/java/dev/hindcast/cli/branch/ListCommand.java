package dev.hindcast.cli.branch;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.branch.v1.ListBranchesRequest;
import dev.hindcast.proto.branch.v1.ListBranchesResponse;
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
              .setPageSize(PAGE);
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
