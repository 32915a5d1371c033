package dev.hindcast.cli.branch;

import com.google.protobuf.util.Durations;
import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.DurationConverter;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast branch create}. */
@Command(name = "create", description = "Forks a trace store now.")
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

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    try (var clients = server.connect()) {
      var branch =
          clients
              .branches()
              .createBranch(
                  CreateBranchRequest.newBuilder()
                      .setParent(Names.store(store))
                      .setBranchId(id)
                      .setTtl(Durations.fromSeconds(ttl.toSeconds()))
                      .setOwner(owner)
                      .setRequestId(UUID.randomUUID().toString())
                      .build());
      options.output().answer(branch, BranchText.table(List.of(branch)));
    }
    return ExitCode.CLEAN;
  }
}
