package dev.hindcast.gateway.change;

import dev.hindcast.gateway.change.ChangeStore.Arrived;
import dev.hindcast.gateway.change.ChangeStore.ListedChange;
import dev.hindcast.gateway.replay.Part;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayService;
import dev.hindcast.platform.page.PageToken;
import jakarta.inject.Singleton;
import java.util.List;

/** Pages through what a replay changed. */
@Singleton
public final class ChangeService {
  private static final String PURPOSE = "before its changes can be listed";

  private static final int SHOWN = 100;

  /** They are one part of several of a diff. */
  private static final int SHOWN_SHARE = 6;

  private final ReplayService replays;
  private final ChangeStore store;

  ChangeService(ReplayService replays, ChangeStore store) {
    this.replays = replays;
    this.store = store;
  }

  /** One page of changes, in order of their action ids. */
  public Page<ListedChange> list(String name, ChangeFilter filter, int pageSize, String pageToken) {
    var replay = replays.succeeded(name, PURPOSE);
    var request = replay.resource() + "/changes?" + filter;
    var size = PageToken.size(pageSize);
    var token = PageToken.decode(pageToken, request);
    var after = token.number(Long.MIN_VALUE);
    var found = store.list(replay.id(), filter, after, size + 1);
    var page = PageLimit.fitting(found, size, change -> change.row().bytes());
    if (page.size() == found.size()) {
      return new Page<>(replay, found, "");
    }
    var last = Long.toString(page.getLast().row().actionId());
    return new Page<>(replay, page, new PageToken(last).encode(request));
  }

  /**
   * One page of the live part's changes, in the order in which they were committed. While it
   * follows the last page has a token too: what comes later begins there.
   */
  public Page<ListedChange> arrived(
      String name, ChangeFilter filter, int pageSize, String pageToken) {
    var live = replays.live(name);
    var request = live.resource() + "/live?" + filter;
    var size = PageToken.size(pageSize);
    var token = PageToken.decode(pageToken, request);
    var found = store.arrived(live.id(), filter, place(token), size + 1);
    var page = PageLimit.fitting(found, size, change -> change.row().bytes());
    if (page.size() == found.size() && live.ended()) {
      return new Page<>(live, page, "");
    }
    var last =
        page.isEmpty()
            ? place(token)
            : new Arrived(page.getLast().shard(), page.getLast().row().actionId());
    return new Page<>(
        live, page, new PageToken(last.shard() + " " + last.actionId()).encode(request));
  }

  private static Arrived place(PageToken token) {
    return token.read(
        Arrived.FIRST,
        position -> {
          var space = position.indexOf(' ');
          return new Arrived(
              Integer.parseInt(position.substring(0, space)),
              Long.parseLong(position.substring(space + 1)));
        });
  }

  /** One page of broken workflows, in order of their ids. */
  public Page<BrokenWorkflow> broken(String name, Part part, int pageSize, String pageToken) {
    var replay =
        switch (part) {
          case HISTORY -> replays.succeeded(name, PURPOSE);
          case LIVE -> replays.live(name);
        };
    var request = replay.resource() + "/broken" + (part == Part.LIVE ? "?live" : "");
    var size = PageToken.size(pageSize);
    var found =
        store.broken(replay.id(), PageToken.decode(pageToken, request).position(), size + 1);
    var page = PageLimit.fitting(found, size, BrokenWorkflow::bytes);
    if (page.size() == found.size()) {
      return new Page<>(replay, found, "");
    }
    return new Page<>(replay, page, new PageToken(page.getLast().workflowId()).encode(request));
  }

  /** Workflows that lose an action, by outcome; none while the replay runs. */
  public TouchedWorkflows touched(Replay replay) {
    return store.touched(replay.id());
  }

  /** The first broken workflows, as many as a diff shows. */
  public List<BrokenWorkflow> firstBroken(Replay replay) {
    return PageLimit.fitting(
        store.broken(replay.id(), "", SHOWN), SHOWN, workflow -> SHOWN_SHARE * workflow.bytes());
  }

  /**
   * One page of a replay's items.
   *
   * @param nextPageToken empty on the last page
   */
  public record Page<T>(Replay replay, List<T> items, String nextPageToken) {
    public Page {
      items = List.copyOf(items);
    }
  }
}
