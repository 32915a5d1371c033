package dev.hindcast.bench;

import dev.hindcast.policy.bundle.BundleSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A bundle of the benches, as its manifest. */
record BenchBundle(String manifest) {

  /**
   * @param name of a resource below {@code bundles}, without its ending
   */
  static BenchBundle of(String name) throws IOException {
    try (InputStream yaml = BenchBundle.class.getResourceAsStream("/bundles/" + name + ".yaml")) {
      return new BenchBundle(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  BundleSource source() {
    return BundleSource.ofManifest(manifest);
  }
}
