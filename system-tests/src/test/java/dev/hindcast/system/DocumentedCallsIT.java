package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.policy.v1.PublishVersionRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The README's tour, word by word, with the real {@code grpcurl}; and reflection and health on
 * every service.
 */
class DocumentedCallsIT {
  @Test
  void theTourWorks() throws IOException {
    var grpcurl = Programs.find("grpcurl");
    assumeTrue(
        grpcurl.isPresent(),
        "grpcurl is not here: go install github.com/fullstorydev/grpcurl/cmd/grpcurl@latest");
    var bundle =
        Files.readAllBytes(Programs.root().resolve("examples/bundles/refund-guard/bundle.yaml"));
    try (var cluster = new Cluster(SyntheticStore.with(1_000))) {
      cluster.addWorkers(1);
      var published =
          cluster
              .policies()
              .publishVersion(
                  PublishVersionRequest.newBuilder()
                      .setArchive(
                          ByteString.copyFrom(
                              BundleSource.of(Map.of("bundle.yaml", bundle)).toTarGz()))
                      .build());
      assertThat(published.getVersion().getName()).isEqualTo("bundles/refund-guard/versions/1");

      var printed = new ArrayList<String>();
      for (var call : calls()) {
        var command =
            call.replace("grpcurl ", grpcurl.get() + " ")
                .replace("localhost:7400", cluster.gateway().target())
                .replace("localhost:7401", cluster.registry().target())
                .replace("localhost:7402", cluster.branchService().target());
        var output = Programs.run(Programs.root(), List.of("sh", "-c", command), null);
        assertThat(output.exit()).as(call + "\n" + output).isZero();
        printed.add(output.out());
      }
      assertThat(printed.getFirst())
          .contains(
              "hindcast.replay.v1.ReplayService",
              "grpc.health.v1.Health",
              "grpc.reflection.v1.ServerReflection");
      assertThat(String.join("\n", printed))
          .contains(
              "\"status\": \"SERVING\"",
              "STATE_SUCCEEDED",
              "CHANGE_KIND_NEWLY_DENIED",
              "\"digest\"",
              "\"passed\": true",
              "replays/tour/promotions/1",
              "STATE_DELETED",
              "DELETE_CAUSE_PROMOTED");

      for (var service : List.of(cluster.gateway(), cluster.registry(), cluster.branchService())) {
        var list =
            Programs.run(
                Programs.root(),
                List.of(grpcurl.get().toString(), "-plaintext", service.target(), "list"),
                null);
        assertThat(list.out())
            .contains("hindcast.")
            .contains("grpc.reflection.v1alpha.ServerReflection");
        var health =
            Programs.run(
                Programs.root(),
                List.of(
                    grpcurl.get().toString(),
                    "-plaintext",
                    service.target(),
                    "grpc.health.v1.Health/Check"),
                null);
        assertThat(health.out()).contains("SERVING");
      }
    }
  }

  /**
   * The calls between the tour's marks: lines that begin with grpcurl, with their continuations.
   */
  private static List<String> calls() throws IOException {
    var readme = Files.readString(Programs.root().resolve("README.md"));
    var tour = readme.substring(readme.indexOf("<!-- tour:begin"), readme.indexOf("<!-- tour:end"));
    var calls = new ArrayList<String>();
    for (var line : tour.replace("\\\n", " ").lines().toList()) {
      if (line.startsWith("grpcurl ")) {
        calls.add(line);
      }
    }
    assertThat(calls).hasSizeGreaterThan(7);
    return calls;
  }
}
