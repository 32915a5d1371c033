package dev.hindcast.registry.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.bundle.BundleParser;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.bundle.Position;
import dev.hindcast.proto.policy.v1.Severity;
import dev.hindcast.registry.version.BundleFacts;
import dev.hindcast.registry.version.CheckedBundle;
import dev.hindcast.registry.version.Publication;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionProtosTest {
  @Test
  void aWarningKeepsItsPlace() {
    var source = BundleSource.ofManifest("apiVersion: hindcast/v1\nname: guard\n");
    var warning = Diagnostic.warning("bundle.yaml", new Position(3, 7), "this could be simpler");
    var checked =
        new CheckedBundle(
            source, BundleParser.parse(source).bundle().orElseThrow(), List.of(warning), List.of());
    var facts = new BundleFacts(source.digest(), "cel", 0, "");

    var message =
        VersionProtos.response(new Publication(checked, facts, 1, Optional.empty(), false), "ada");

    assertThat(message.getWarningsList())
        .containsExactly(
            dev.hindcast.proto.policy.v1.Diagnostic.newBuilder()
                .setSeverity(Severity.SEVERITY_WARNING)
                .setFile("bundle.yaml")
                .setLine(3)
                .setColumn(7)
                .setMessage("this could be simpler")
                .build());
  }
}
