package dev.hindcast.cli.branch;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.branch.v1.ResetBranchRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hindcast branch reset}. */
@Command(
    name = "reset",
    description = "Sets a fork back to its fork point: what was written into it is gone.")
final class ResetCommand implements Callable<Integer> {
  @Parameters(paramLabel = "BRANCH", description = "ID, or stores/STORE/branches/ID")
  private String branch;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    try (var clients = server.connect()) {
      var reset =
          clients
              .branches()
              .resetBranch(ResetBranchRequest.newBuilder().setName(Names.branch(branch)).build());
      options.output().answer(reset, BranchText.table(List.of(reset)));
    }
    return ExitCode.CLEAN;
  }
}
