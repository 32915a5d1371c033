package dev.hindcast.cli.bundle;

import com.google.protobuf.ByteString;
import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Clients;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.policy.v1.Channel;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import dev.hindcast.proto.policy.v1.MoveChannelRequest;
import dev.hindcast.proto.policy.v1.PublishVersionRequest;
import dev.hindcast.proto.policy.v1.PublishVersionResponse;
import dev.hindcast.proto.policy.v1.Version;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast bundle publish}. */
@Command(
    name = "publish",
    description =
        "Stores a bundle as its next version; the same files again give the version that is there.")
public final class PublishCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "folder of the bundle")
  private Path folder;

  @Option(
      names = "--activate",
      description =
          "also point production to it, without a test; for the first version of a bundle")
  private boolean activate;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    var source = BundleFolder.read(folder);
    var output = options.output();
    try (var clients = server.connect()) {
      var published = publish(clients, source);
      output.answer(published, lines(published));
      if (activate) {
        var channel = activate(clients, published.getVersion());
        ChannelText.lines(channel).forEach(output::note);
      }
    }
    return ExitCode.CLEAN;
  }

  /** Publishes a bundle in the name of this user. */
  public static PublishVersionResponse publish(Clients clients, BundleSource source) {
    return clients
        .policies()
        .publishVersion(
            PublishVersionRequest.newBuilder()
                .setArchive(ByteString.copyFrom(source.toTarGz()))
                .setPublisher(System.getProperty("user.name"))
                .build());
  }

  /**
   * Points production to a version, from wherever it is now. A call whose answer was lost is made
   * once more: its request id keeps it from moving twice.
   */
  public static Channel activate(Clients clients, Version version) {
    var name = "bundles/" + version.getBundle() + "/channels/production";
    var now = current(clients, name);
    if (now.equals(version.getName())) {
      return clients.policies().getChannel(GetChannelRequest.newBuilder().setName(name).build());
    }
    var move =
        MoveChannelRequest.newBuilder()
            .setName(name)
            .setVersion(version.getName())
            .setExpectedVersion(now)
            .setMover(System.getProperty("user.name"))
            .setReason("bundle publish --activate")
            .setRequestId(UUID.randomUUID().toString())
            .build();
    try {
      return clients.policies().moveChannel(move);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
        throw e;
      }
      return clients.policies().withWaitForReady().moveChannel(move);
    }
  }

  private static String current(Clients clients, String channel) {
    try {
      return clients
          .policies()
          .getChannel(GetChannelRequest.newBuilder().setName(channel).build())
          .getVersion();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return "";
      }
      throw e;
    }
  }

  private static List<String> lines(PublishVersionResponse response) {
    var version = response.getVersion();
    var lines = new ArrayList<String>();
    lines.add(
        Names.shortVersion(version.getName())
            + (response.getCreated() ? " published: " : " was there already: ")
            + Texts.count(version.getRuleCount(), "rule")
            + ", "
            + Texts.count(response.getTestsCount(), "test")
            + " passed, sha256 "
            + Texts.digest(version.getDigest()));
    response
        .getWarningsList()
        .forEach(
            warning ->
                lines.add(
                    "  "
                        + warning.getFile()
                        + ":"
                        + warning.getLine()
                        + ":"
                        + warning.getColumn()
                        + ": warning: "
                        + warning.getMessage()));
    return lines;
  }
}
