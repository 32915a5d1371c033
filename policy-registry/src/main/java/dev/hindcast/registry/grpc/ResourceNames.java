package dev.hindcast.registry.grpc;

import dev.hindcast.registry.channel.ChannelName;
import dev.hindcast.registry.version.VersionName;
import dev.hindcast.registry.version.VersionRef;
import java.util.Optional;

/** Reads resource names whose form the schema's rules have checked already. */
final class ResourceNames {
  private static final String LATEST = "latest";
  private static final String ALL = "-";

  private ResourceNames() {}

  /** {@code bundles/{bundle}/versions/{number}}. */
  static VersionName version(String name) {
    var parts = name.split("/", -1);
    return new VersionName(parts[1], Long.parseLong(parts[3]));
  }

  /** {@code bundles/{bundle}/versions/{number}} or {@code …/latest}. */
  static VersionRef versionRef(String name) {
    return name.endsWith("/" + LATEST)
        ? new VersionRef.Latest(name.split("/", -1)[1])
        : new VersionRef.Numbered(version(name));
  }

  /** {@code bundles/{bundle}/channels/{channel}}. */
  static ChannelName channel(String name) {
    var parts = name.split("/", -1);
    return new ChannelName(parts[1], parts[3]);
  }

  /** {@code bundles/{bundle}}; {@code bundles/-} is empty. */
  static Optional<String> parent(String name) {
    return Optional.of(name.split("/", -1)[1]).filter(bundle -> !bundle.equals(ALL));
  }
}
