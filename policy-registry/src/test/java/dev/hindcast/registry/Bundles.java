package dev.hindcast.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.hindcast.policy.bundle.BundleSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Bundles to publish. */
final class Bundles {
  private Bundles() {}

  /** A small bundle; another limit makes another version. */
  static String refunds(String name, int limit) {
    return """
        apiVersion: hindcast/v1
        name: %s
        engine: cel
        description: refunds stay small
        params: { max_refund: %d }
        rules:
          - id: refund-limit
            match: { tools: [refund] }
            when: args.amount > params.max_refund
            effect: deny
            reason: refund_over_limit
        tests:
          - name: a large refund is denied
            action: { tool: refund, args: { amount: 1000000 } }
            expect: { effect: deny, rule: refund-limit }
        """
        .formatted(name, limit);
  }

  static ByteString archive(String yaml) {
    return ByteString.copyFrom(BundleSource.ofManifest(yaml).toTarGz());
  }

  static ByteString archive(String name, int limit) {
    return archive(refunds(name, limit));
  }

  /** An archive as somebody's tar would write it, with times, owners, folders and any path. */
  static ByteString tar(Map<String, String> files, String prefix, long millis) {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8")) {
      if (!prefix.isEmpty()) {
        tar.putArchiveEntry(new TarArchiveEntry(prefix));
        tar.closeArchiveEntry();
      }
      for (var file : files.entrySet()) {
        var content = file.getValue().getBytes(UTF_8);
        var entry = new TarArchiveEntry(prefix + file.getKey(), true);
        entry.setSize(content.length);
        entry.setModTime(millis);
        entry.setNames("somebody", "people");
        entry.setMode(0100755);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
      tar.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }
}
