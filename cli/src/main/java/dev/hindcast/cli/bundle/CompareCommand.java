package dev.hindcast.cli.bundle;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.policy.v1.CompareVersionsRequest;
import dev.hindcast.proto.policy.v1.CompareVersionsResponse;
import dev.hindcast.proto.policy.v1.ItemChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hindcast bundle diff}. */
@Command(
    name = "diff",
    description =
        "Says which rules, parameters and settings differ between two published versions.")
public final class CompareCommand implements Callable<Integer> {
  private static final int SHOWN = 100;

  @Parameters(index = "0", paramLabel = "A", description = "NAME/VERSION, or NAME for its latest")
  private String from;

  @Parameters(index = "1", paramLabel = "B", description = "NAME/VERSION, or NAME for its latest")
  private String to;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    try (var clients = server.connect()) {
      var response =
          clients
              .policies()
              .compareVersions(
                  CompareVersionsRequest.newBuilder()
                      .setFrom(Names.version(from))
                      .setTo(Names.version(to))
                      .build());
      options.output().answer(response, lines(response));
    }
    return ExitCode.CLEAN;
  }

  /** The differences, one line each, changed texts below. */
  public static List<String> lines(CompareVersionsResponse response) {
    var lines = new ArrayList<String>();
    add(lines, "rule", response.getRulesList());
    add(lines, "param", response.getParamsList());
    add(lines, "setting", response.getSettingsList());
    return lines.isEmpty() ? List.of("no difference") : lines;
  }

  private static void add(List<String> lines, String what, List<ItemChange> changes) {
    for (var change : changes) {
      var sign =
          switch (change.getKind()) {
            case KIND_ADDED -> "+";
            case KIND_REMOVED -> "-";
            case KIND_CHANGED -> "~";
            case KIND_UNSPECIFIED, UNRECOGNIZED -> "?";
          };
      var fields =
          change.getFieldsCount() == 0
              ? ""
              : " (" + String.join(", ", change.getFieldsList()) + ")";
      lines.add(sign + " " + what + " " + change.getId() + fields);
      text(lines, "-", change.getBefore());
      text(lines, "+", change.getAfter());
    }
  }

  private static void text(List<String> lines, String sign, String text) {
    if (!text.isBlank()) {
      text.lines().forEach(line -> lines.add("    " + sign + " " + Texts.shortened(line, SHOWN)));
    }
  }
}
