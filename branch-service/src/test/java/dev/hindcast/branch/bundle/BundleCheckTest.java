package dev.hindcast.branch.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.bundle.BundleSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
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
  void oneThatIsTooLargeIsOverALimit() throws IOException {
    var large = archive("bundle.yaml", new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> BundleCheck.accept(large, ""))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.LimitExceeded.class));
  }

  /** One file in a tar.gz: a header of 512 bytes, the content in blocks, two empty blocks. */
  private static byte[] archive(String name, byte[] content) throws IOException {
    var header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, 124, "%011o\0%011o\0        0".formatted(content.length, 0));
    put(header, 257, "ustar\0" + "00");
    int sum = 0;
    for (var part : header) {
      sum += part & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(header);
      zip.write(content);
      zip.write(new byte[512 - content.length % 512 + 1024]);
    }
    return bytes.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    var part = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(part, 0, header, at, part.length);
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
