package dev.hindcast.branch.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.bundle.BundleSource;
import org.junit.jupiter.api.Test;

class BundleCheckTest {
  private static final BundleSource GUARD =
      BundleSource.ofManifest(
          """
          apiVersion: hindcast/v1
          name: guard
          rules:
            - id: all
              when: "true"
              effect: deny
          """);

  @Test
  void aBundleThatParsesIsKnownByNameAndDigest() {
    var expected = new AcceptedBundle("guard", GUARD.digest());
    assertThat(BundleCheck.accept(GUARD.toTarGz(), "")).isEqualTo(expected);
    assertThat(BundleCheck.accept(GUARD.toTarGz(), "bundles/guard/versions/2")).isEqualTo(expected);
  }

  @Test
  void whatIsWrongIsNamedWithItsPlace() {
    assertRejected(GUARD.toTarGz(), "bundles/other/versions/2", "bundle.yaml:1:1");
    assertRejected(new byte[] {1, 2, 3}, "", "archive");
    var unknown = BundleSource.ofManifest("apiVersion: hindcast/v1\nname: guard\nnonsense: 1\n");
    assertRejected(unknown.toTarGz(), "", "bundle.yaml:3:");
  }

  @Test
  void oneThatIsTooLargeIsOverALimit() {
    var large =
        BundleSource.ofManifest(
            "apiVersion: hindcast/v1\nname: guard\n# " + "x".repeat((1 << 20) + 1) + "\n");
    assertThatThrownBy(() -> BundleCheck.accept(large.toTarGz(), ""))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.LimitExceeded.class));
  }

  private static void assertRejected(byte[] archive, String version, String subject) {
    assertThatThrownBy(() -> BundleCheck.accept(archive, version))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              var rejected = (Failure.BundleRejected) e.failure();
              assertThat(rejected.findings().getFirst().subject()).startsWith(subject);
            });
  }
}
