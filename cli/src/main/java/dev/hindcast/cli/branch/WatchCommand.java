package dev.hindcast.cli.branch;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.Outage;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.Output;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.branch.v1.BranchEvent;
import dev.hindcast.proto.branch.v1.WatchBranchesRequest;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hindcast branch watch}: until it is interrupted; outlives a service that starts again. */
@Command(name = "watch", description = "Shows what happens to the forks, until interrupted.")
final class WatchCommand implements Callable<Integer> {
  @Option(names = "--store", paramLabel = "ID", description = "of one store; default: of all")
  private String store = "-";

  @Option(
      names = "--after",
      paramLabel = "POSITION",
      description = "from the event after this one on; 0: all that is kept; default: from now on")
  private Long after;

  @Option(names = "--count", paramLabel = "N", description = "end after so many events")
  private long count = Long.MAX_VALUE;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    var output = options.output();
    var request = WatchBranchesRequest.newBuilder().setParent(Names.store(store));
    if (after != null) {
      request.setAfter(after);
    }
    long left = count;
    var outage = new Outage();
    try (var clients = server.connect()) {
      while (left > 0) {
        try {
          var events = clients.branchWatches().watchBranches(request.build());
          while (left > 0 && events.hasNext()) {
            var event = events.next();
            show(output, event);
            request.setAfter(event.getPosition());
            outage.over();
            left--;
          }
          if (left > 0) {
            outage.pause();
          }
        } catch (StatusRuntimeException e) {
          outage.pause(e);
        }
      }
    }
    return ExitCode.CLEAN;
  }

  private static void show(Output output, BranchEvent event) {
    var line =
        String.join(
            "  ",
            Long.toString(event.getPosition()),
            Texts.time(event.getTime()),
            Texts.words(event.getKind(), "KIND_"),
            event.getBranch(),
            event.getDetail());
    output.answer(event, List.of(line.stripTrailing()));
  }
}
