package dev.hindcast.cli.branch;

import com.google.protobuf.util.Durations;
import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.DurationConverter;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.branch.v1.ExtendBranchRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast branch extend}. */
@Command(name = "extend", description = "Moves the expiry of a fork.")
final class ExtendCommand implements Callable<Integer> {
  @Parameters(paramLabel = "BRANCH", description = "ID, or stores/STORE/branches/ID")
  private String branch;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      required = true,
      converter = DurationConverter.class,
      description = "time to live from now")
  private Duration ttl;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    try (var clients = server.connect()) {
      var extended =
          clients
              .branches()
              .extendBranch(
                  ExtendBranchRequest.newBuilder()
                      .setName(Names.branch(branch))
                      .setTtl(Durations.fromSeconds(ttl.toSeconds()))
                      .build());
      options.output().answer(extended, BranchText.table(List.of(extended)));
    }
    return ExitCode.CLEAN;
  }
}
