package dev.hindcast.cli.demo;

import dev.hindcast.policy.bundle.BundleSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The policies of the demo: the candidate differs in a rule, a threshold and a match clause. */
record DemoBundles(BundleSource baseline, BundleSource candidate) {

  /** For the tools of the synthetic fleet. */
  static DemoBundles forFleet() {
    return new DemoBundles(read("fleet/baseline"), read("fleet/candidate"));
  }

  /** For recorded runs with tools of any kind. */
  static DemoBundles forTraces() {
    return new DemoBundles(read("traces/baseline"), read("traces/candidate"));
  }

  private static BundleSource read(String folder) {
    var resource = folder + "/" + BundleSource.MANIFEST;
    try (var in = DemoBundles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return BundleSource.ofManifest(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
