package dev.hindcast.platform.identity;

import java.util.Optional;

/** Knows to which store a resource belongs whose name does not say so. */
@FunctionalInterface
public interface ResourceStores {
  /**
   * The store's id.
   *
   * @param replay last part of {@code replays/{replay}}
   * @return empty if there is no such replay
   */
  Optional<String> storeOfReplay(String replay);
}
