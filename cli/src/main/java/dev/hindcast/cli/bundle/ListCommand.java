package dev.hindcast.cli.bundle;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.cli.output.Table;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.policy.v1.ListVersionsRequest;
import dev.hindcast.proto.policy.v1.ListVersionsResponse;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hindcast bundle list}. */
@Command(name = "list", description = "Lists published versions, newest first.")
final class ListCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "of one bundle; default: of all")
  private String name;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    var all = ListVersionsResponse.newBuilder();
    try (var clients = server.connect()) {
      var request =
          ListVersionsRequest.newBuilder()
              .setParent("bundles/" + (name == null ? "-" : name.replaceFirst("^bundles/", "")))
              .setPageSize(PAGE);
      do {
        var page = clients.policies().listVersions(request.build());
        all.addAllVersions(page.getVersionsList());
        request.setPageToken(page.getNextPageToken());
      } while (!request.getPageToken().isEmpty());
    }
    options.output().answer(all, lines(all.build()));
    return ExitCode.CLEAN;
  }

  static List<String> lines(ListVersionsResponse response) {
    if (response.getVersionsCount() == 0) {
      return List.of("no version is published");
    }
    var table = new Table("", "VERSION", ">RULES", "PUBLISHED", "BY", "SHA-256", "DESCRIPTION");
    for (var version : response.getVersionsList()) {
      table.row(
          Names.shortVersion(version.getName()),
          Texts.count(version.getRuleCount()),
          Texts.time(version.getCreateTime()),
          version.getPublisher(),
          Texts.digest(version.getDigest()),
          Texts.shortened(version.getDescription(), 60));
    }
    return table.lines();
  }
}
