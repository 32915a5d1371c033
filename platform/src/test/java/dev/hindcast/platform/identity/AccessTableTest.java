package dev.hindcast.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of the guide is what the code says. */
class AccessTableTest {
  private static final Path GUIDE = Path.of("..", "docs", "security.md");
  private static final String BEGIN = "<!-- access -->\n";
  private static final String END = "<!-- /access -->";

  @Test
  void theGuidesTableIsWhatTheCodeSays() throws IOException {
    var guide = Files.readString(GUIDE);
    var begin = guide.indexOf(BEGIN) + BEGIN.length();
    var end = guide.indexOf(END);
    var tables = tables();
    if (Boolean.getBoolean("hindcast.write-docs")) {
      Files.writeString(GUIDE, guide.substring(0, begin) + tables + guide.substring(end));
    } else {
      assertThat(guide.substring(begin, end))
          .as("docs/security.md is old: run this test with -Dhindcast.write-docs=true")
          .isEqualTo(tables);
    }
  }

  private static String tables() {
    var text = new StringBuilder();
    text.append("| role | what for |\n|---|---|\n");
    for (var role : Role.values()) {
      text.append("| `%s` | %s |\n".formatted(role.label(), role.meaning()));
    }
    text.append("\n| method |");
    Stream.of(Role.values()).forEach(role -> text.append(" ").append(role.label()).append(" |"));
    text.append(" on | audited |\n|---|")
        .append(":-:|".repeat(Role.values().length))
        .append("---|---|\n");
    var service = "";
    for (var rule : RpcTable.all()) {
      if (!rule.service().equals(service)) {
        service = rule.service();
        text.append("| **").append(service).append("** |");
        text.append(" |".repeat(Role.values().length + 2)).append("\n");
      }
      text.append(row(rule));
    }
    return text.toString();
  }

  private static String row(RpcRule rule) {
    var marks =
        Stream.of(Role.values())
            .map(role -> rule.roles().isEmpty() || rule.roles().contains(role) ? "✓" : "")
            .collect(Collectors.joining(" | "));
    var on =
        switch (rule.scope()) {
          case Scope.Open _ -> "anybody, without a token too";
          case Scope.AnyStore _ -> "some store";
          case Scope.EveryStore _ -> "every store";
          case Scope.StoresWritten _ -> "each store that it writes to";
          case Scope.StoreOf(var fields) ->
              "the store of "
                  + fields.stream()
                      .map(field -> "`" + field + "`")
                      .collect(Collectors.joining(" or "));
        };
    var audited =
        switch (rule.trail()) {
          case NOTHING -> "";
          case DENIALS -> "denials";
          case CALLS -> "yes";
        };
    return "| %s | %s | %s | %s |\n".formatted(rule.name(), marks, on, audited);
  }
}
