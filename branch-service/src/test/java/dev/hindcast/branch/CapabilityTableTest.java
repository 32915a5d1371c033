package dev.hindcast.branch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.dblab.DblabProvider;
import dev.hindcast.branch.lakebase.LakebaseProvider;
import dev.hindcast.branch.neon.NeonProvider;
import dev.hindcast.branch.overlay.postgres.OverlayProvider;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.Capabilities;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.reflink.postgres.ReflinkProvider;
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of the guide is what the code says. */
class CapabilityTableTest {
  private static final Path GUIDE = Path.of("..", "docs", "branching.md");
  private static final String BEGIN = "<!-- capabilities -->\n";
  private static final String END = "<!-- /capabilities -->";

  private static final TraceStores STORES =
      new TraceStores(
          List.of(
              store("overlay", Map.of()),
              store("reflink", Map.of()),
              store(
                  "neon",
                  Map.of("token-env", "TOKEN", "project", "p-1", "parent-branch", "br-main-1")),
              store(
                  "lakebase",
                  Map.of(
                      "token-env", "TOKEN",
                      "host", "https://workspace.example.com",
                      "project", "p-1",
                      "parent-branch", "main",
                      "identity", "service")),
              store("dblab", Map.of("token-env", "TOKEN", "api", "https://dblab.example.com"))));

  @Test
  void theGuidesTableIsWhatTheCodeSays() throws IOException {
    var guide = Files.readString(GUIDE);
    var begin = guide.indexOf(BEGIN) + BEGIN.length();
    var end = guide.indexOf(END);
    var table = table();
    if (Boolean.getBoolean("hindcast.write-docs")) {
      Files.writeString(GUIDE, guide.substring(0, begin) + table + guide.substring(end));
    } else {
      assertThat(guide.substring(begin, end))
          .as("docs/branching.md is old: run this test with -Dhindcast.write-docs=true")
          .isEqualTo(table);
    }
  }

  private static String table() {
    try (var databases = new StoreDatabases(STORES)) {
      var key = new CredentialKey("a key that is only for tests");
      var clock = Clock.systemUTC();
      var providers =
          List.<BranchProvider>of(
              new OverlayProvider(databases, key),
              new ReflinkProvider(STORES, databases, key),
              new NeonProvider(STORES, databases, key, clock),
              new LakebaseProvider(STORES, databases, key, clock),
              new DblabProvider(STORES, databases, key, clock));
      var rows = new LinkedHashMap<String, Function<Capabilities, String>>();
      rows.put(
          "cut at",
          can -> can.cuts().stream().sorted().map(Enum::name).collect(Collectors.joining(", ")));
      rows.put("fork point exact to", can -> can.pointInTime().name());
      rows.put("time to live, should branch-service not come back", can -> can.timeToLive().name());
      rows.put("reset", can -> can.reset().name());
      rows.put("a server of its own", can -> can.ownCompute() ? "yes" : "no");
      rows.put("schema changes stay in the fork", can -> can.ddlIsolation() ? "yes" : "no");
      rows.put("foreign keys hold in the fork", can -> can.foreignKeys() ? "yes" : "no");
      rows.put("divergence in bytes", can -> can.divergenceBytes().name());
      rows.put("deletion leaves nothing", can -> can.hardDelete() ? "yes" : "no");
      rows.put("shows what arrives after the cut", can -> can.live() ? "yes" : "no");
      rows.put("copy-on-write, before a fork was measured here", can -> can.copyOnWrite().name());
      var table = new StringBuilder("| |");
      providers.forEach(provider -> table.append(" `").append(provider.name()).append("` |"));
      table.append("\n|---|").append("---|".repeat(providers.size())).append('\n');
      rows.forEach(
          (what, says) -> {
            table.append("| ").append(what).append(" |");
            providers.forEach(
                provider ->
                    table
                        .append(' ')
                        .append(
                            says.apply(provider.capabilities(provider.name()))
                                .toLowerCase(Locale.ROOT))
                        .append(" |"));
            table.append('\n');
          });
      return table.toString();
    }
  }

  private static TraceStore store(String provider, Map<String, String> options) {
    return new TraceStore(
        provider,
        provider,
        new DatabaseSettings("jdbc:postgresql://localhost/traces", "service", "", 1),
        options);
  }
}
