package dev.hindcast.cli.branch;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hindcast branch delete}. */
@Command(name = "delete", description = "Discards forks and returns when nothing of them is left.")
final class DeleteCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "BRANCH",
      description = "ID, or stores/STORE/branches/ID")
  private List<String> branches;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    var output = options.output();
    try (var clients = server.connect()) {
      for (var branch : branches) {
        var deleted =
            clients
                .branches()
                .deleteBranch(
                    DeleteBranchRequest.newBuilder().setName(Names.branch(branch)).build());
        output.answer(deleted, List.of(deleted.getName() + " is " + BranchText.state(deleted)));
      }
    }
    return ExitCode.CLEAN;
  }
}
