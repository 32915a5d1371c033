package dev.hindcast.gateway.replay;

import dev.hindcast.platform.identity.ResourceStores;
import jakarta.inject.Singleton;
import java.util.Optional;

/** A replay belongs to the store of its branch, {@code stores/{store}/branches/{branch}}. */
@Singleton
final class StoresOfReplays implements ResourceStores {
  private final ReplayStore replays;

  StoresOfReplays(ReplayStore replays) {
    this.replays = replays;
  }

  @Override
  public Optional<String> storeOfReplay(String replay) {
    return replays.find(replay).map(found -> found.branch().split("/", -1)[1]);
  }
}
