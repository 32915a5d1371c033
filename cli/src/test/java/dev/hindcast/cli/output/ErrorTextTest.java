package dev.hindcast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.Failure.Finding;
import dev.hindcast.platform.grpc.FailureStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
  @Test
  void everyFindingOfARejectedBundleIsListed() {
    var failure =
        new Failure.BundleRejected(
            "guard",
            List.of(
                new Finding("COMPILE", "bundle.yaml:3:5", "unknown field"),
                new Finding("TEST", "refund of 600", "expected deny, was allow"),
                new Finding("WARNING", "bundle.yaml:9:1", "unused")));
    assertThat(ErrorText.of(FailureStatus.exception(failure)))
        .hasSize(5)
        .startsWith(
            "error: bundle guard is rejected with 3 finding(s) [BUNDLE_REJECTED]",
            "  bundle.yaml:3:5: unknown field",
            "  refund of 600: expected deny, was allow",
            "  bundle.yaml:9:1: warning: unused")
        .last()
        .asString()
        .startsWith("fix:");
  }

  @Test
  void aReasonComesWithItsFix() {
    var moved =
        FailureStatus.exception(
            new Failure.StateMoved(
                "bundles/g/channels/production", "bundles/g/versions/1", "bundles/g/versions/2"));
    assertThat(ErrorText.of(moved)).hasSize(2).first().asString().endsWith("[STATE_MOVED]");
  }

  @Test
  void theUnexpectedShowsNoTraceUnlessAskedFor() {
    assertThat(ErrorText.of(new IllegalStateException("odd")))
        .first()
        .asString()
        .isEqualTo("error: unexpected: java.lang.IllegalStateException: odd");
  }
}
