package dev.hindcast.cli.bundle;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast bundle channel}. */
@Command(
    name = "channel",
    description =
        "Shows which version a channel points to, which trace stores know, and its last moves.")
final class ChannelCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "of the bundle")
  private String bundle;

  @Option(names = "--channel", paramLabel = "ID", description = "to show (default: production)")
  private String channel = "production";

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    var name = "bundles/" + bundle.replaceFirst("^bundles/", "") + "/channels/" + channel;
    try (var clients = server.connect()) {
      var found =
          clients.policies().getChannel(GetChannelRequest.newBuilder().setName(name).build());
      var lines = new ArrayList<>(ChannelText.lines(found));
      lines.addAll(ChannelText.history(found));
      options.output().answer(found, lines);
    }
    return ExitCode.CLEAN;
  }
}
