package dev.hindcast.policy.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleSourceTest {

  private static final Map<String, byte[]> FILES =
      Map.of("bundle.yaml", "name: x".getBytes(UTF_8), "rego/a.rego", "package a".getBytes(UTF_8));

  private static byte[] tar(TarArchiveEntry entry, byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  @Test
  void theArchiveRoundTripsAndIsDeterministic() {
    BundleSource source = BundleSource.of(FILES);

    assertThat(source.toTarGz()).isEqualTo(BundleSource.of(FILES).toTarGz());
    assertThat(BundleSource.fromTarGz(source.toTarGz())).isEqualTo(source);
    assertThat(source.digest()).matches("[0-9a-f]{64}");
    assertThat(source.paths()).containsExactly("bundle.yaml", "rego/a.rego");
  }

  @Test
  void theDigestDependsOnContentOnly() throws IOException {
    var entry = new TarArchiveEntry("./bundle.yaml");
    entry.setModTime(123_456_789L);
    entry.setMode(0100755);
    BundleSource foreign = BundleSource.fromTarGz(tar(entry, "name: x".getBytes(UTF_8)));

    assertThat(foreign.digest()).isEqualTo(BundleSource.ofManifest("name: x").digest());
    assertThat(foreign.digest()).isNotEqualTo(BundleSource.ofManifest("name: y").digest());
    // The border between two files is part of the content.
    assertThat(BundleSource.of(Map.of("a", bytes("bc"), "d", bytes(""))).digest())
        .isNotEqualTo(BundleSource.of(Map.of("a", bytes("b"), "d", bytes("c"))).digest());
  }

  @Test
  void theDigestIsWrittenInStone() {
    assertThat(BundleSource.of(FILES).digest())
        .isEqualTo("1b4de77b9f1d172aa77670106045de7abca8f4c2ed25d2f12d554d27e98175fa");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "a/../x", "/etc/passwd", "a//b", ".hidden", "a\\b", "a\u0000b", "a b", ""})
  void pathsStayInside(String path) {
    assertThatThrownBy(() -> BundleSource.of(Map.of(path, new byte[0])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../../x"})
  void archivesCannotLeave(String path) throws IOException {
    byte[] archive = tar(new TarArchiveEntry(path, true), bytes("x"));

    assertThatThrownBy(() -> BundleSource.fromTarGz(archive))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void linksAreRefused() throws IOException {
    var link = new TarArchiveEntry("bundle.yaml", TarConstants.LF_SYMLINK);
    link.setLinkName("/etc/passwd");

    assertThatThrownBy(() -> BundleSource.fromTarGz(tar(link, new byte[0])))
        .hasMessageContaining("not a plain file");
  }

  @Test
  void sizesAreBounded() throws IOException {
    byte[] zeros = new byte[BundleSource.MAX_FILE_BYTES + 1];
    byte[] archive = tar(new TarArchiveEntry("bundle.yaml"), zeros);

    assertThat(archive).hasSizeLessThan(10_000);
    assertThatThrownBy(() -> BundleSource.fromTarGz(archive)).hasMessageContaining("larger than");
    assertThatThrownBy(() -> BundleSource.of(Map.of("a", zeros)))
        .hasMessageContaining("larger than");
  }

  @Test
  void tooLargeIsToldApartFromBad() throws IOException {
    byte[] archive =
        tar(new TarArchiveEntry("bundle.yaml"), new byte[BundleSource.MAX_FILE_BYTES + 1]);

    assertThatThrownBy(() -> BundleSource.fromTarGz(archive))
        .isInstanceOfSatisfying(
            BundleTooLargeException.class,
            e -> {
              assertThat(e.limit()).contains("bundle.yaml");
              assertThat(e.allowed()).isEqualTo(BundleSource.MAX_FILE_BYTES);
              assertThat(e.found()).isGreaterThan(e.allowed());
            });
    assertThatThrownBy(() -> BundleSource.fromTarGz(bytes("rubbish")))
        .isNotInstanceOf(BundleTooLargeException.class);
  }

  @Test
  void rubbishIsNoArchive() {
    assertThatThrownBy(() -> BundleSource.fromTarGz(bytes("rubbish")))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] half = java.util.Arrays.copyOf(BundleSource.of(FILES).toTarGz(), 60);
    assertThatThrownBy(() -> BundleSource.fromTarGz(half))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
