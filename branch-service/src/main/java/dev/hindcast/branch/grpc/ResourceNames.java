package dev.hindcast.branch.grpc;

import dev.hindcast.branch.branch.BranchName;
import java.util.Optional;

/** Reads resource names; the schema's rules have checked their form. */
final class ResourceNames {
  private ResourceNames() {}

  static String store(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  /** Empty for {@code stores/-}. */
  static Optional<String> storeOrAll(String name) {
    return Optional.of(store(name)).filter(store -> !store.equals("-"));
  }

  static BranchName branch(String name) {
    var parts = name.split("/", -1);
    return new BranchName(parts[1], parts[3]);
  }
}
