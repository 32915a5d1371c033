package dev.hindcast.registry.version;

import static java.util.Objects.requireNonNull;

/** How a caller points to a version. */
public sealed interface VersionRef {
  String bundle();

  /** The version with this very number. */
  record Numbered(VersionName name) implements VersionRef {
    public Numbered {
      requireNonNull(name, "name");
    }

    @Override
    public String bundle() {
      return name.bundle();
    }

    @Override
    public String toString() {
      return name.toString();
    }
  }

  /** Whichever version is the newest now. */
  record Latest(String bundle) implements VersionRef {
    public Latest {
      requireNonNull(bundle, "bundle");
    }

    @Override
    public String toString() {
      return "bundles/" + bundle + "/versions/latest";
    }
  }
}
