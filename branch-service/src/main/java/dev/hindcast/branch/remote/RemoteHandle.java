package dev.hindcast.branch.remote;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.Installation;
import java.util.UUID;

/**
 * The handle of a remote fork: its name at the engine and where it answers, so that no call to the
 * engine is needed to connect.
 */
record RemoteHandle(RemoteName name, Installation installation, String url) {
  RemoteHandle {
    requireNonNull(name);
    requireNonNull(installation);
    requireNonNull(url);
  }

  static RemoteHandle parse(String handle) {
    var parts = handle.split(" ", 3);
    return new RemoteHandle(
        RemoteName.parse(parts[0]).orElseThrow(),
        new Installation(UUID.fromString(parts[1])),
        parts[2]);
  }

  @Override
  public String toString() {
    return name + " " + installation.id() + " " + url;
  }
}
