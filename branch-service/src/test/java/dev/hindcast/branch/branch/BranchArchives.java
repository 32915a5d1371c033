package dev.hindcast.branch.branch;

import dev.hindcast.policy.bundle.BundleSource;

/** Bundles to load. */
public final class BranchArchives {
  private BranchArchives() {}

  /** A bundle that denies everything. */
  public static byte[] archive(String name) {
    return BundleSource.ofManifest(
            """
            apiVersion: hindcast/v1
            name: %s
            rules:
              - id: all
                when: "true"
                effect: deny
            """
                .formatted(name))
        .toTarGz();
  }
}
