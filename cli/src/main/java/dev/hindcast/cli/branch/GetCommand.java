package dev.hindcast.cli.branch;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.branch.v1.GetBranchRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hindcast branch get}. */
@Command(name = "get", description = "Shows a fork: what it costs, how well it holds each table.")
final class GetCommand implements Callable<Integer> {
  @Parameters(paramLabel = "BRANCH", description = "ID, or stores/STORE/branches/ID")
  private String branch;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    try (var clients = server.connect()) {
      var found =
          clients
              .branches()
              .getBranch(GetBranchRequest.newBuilder().setName(Names.branch(branch)).build());
      options.output().answer(found, BranchText.details(found));
    }
    return ExitCode.CLEAN;
  }
}
