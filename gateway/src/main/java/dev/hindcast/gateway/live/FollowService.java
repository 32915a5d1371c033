package dev.hindcast.gateway.live;

import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayService;
import jakarta.inject.Singleton;

/** Stops following. */
@Singleton
public final class FollowService {
  private final ReplayService replays;
  private final FollowStore store;

  FollowService(ReplayService replays, FollowStore store) {
    this.replays = replays;
    this.store = store;
  }

  /**
   * Has a replay stop following; what was committed in its store before is still judged.
   *
   * @param name last part of its resource name
   */
  public Replay stop(String name) {
    var live = replays.live(name);
    if (!live.ended()) {
      store.stop(live.id());
    }
    return replays.get(name);
  }
}
