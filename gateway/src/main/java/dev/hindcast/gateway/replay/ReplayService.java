package dev.hindcast.gateway.replay;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.page.PageToken;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads, lists and cancels replays. */
@Singleton
public final class ReplayService {
  private final ReplayStore store;
  private final ReplayMetrics metrics;

  ReplayService(ReplayStore store, ReplayMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  /**
   * A replay.
   *
   * @param name last part of its resource name
   */
  public Replay get(String name) {
    return store
        .find(name)
        .orElseThrow(
            () -> new FailureException(new Failure.ResourceNotFound(ReplayName.resource(name))));
  }

  /** A part of a replay as a replay of its own. */
  public Replay part(String name, Part part) {
    return switch (part) {
      case HISTORY -> get(name);
      case LIVE -> live(name);
    };
  }

  /** The live part of a replay as a replay of its own; the replay must have one. */
  public Replay live(String name) {
    var replay = get(name);
    return store
        .find(ReplayName.live(name))
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.WrongState(
                        replay.resource(),
                        "a replay of history only",
                        "only one that was started with `follow` has a live part")));
  }

  /** A replay whose history must have succeeded for {@code purpose}. */
  public Replay succeeded(String name, String purpose) {
    var replay = get(name);
    if (replay.state() != ReplayState.SUCCEEDED) {
      throw new FailureException(
          new Failure.WrongState(
              replay.resource(), replay.state().name(), "must be SUCCEEDED " + purpose));
    }
    return replay;
  }

  /**
   * One page of replays, newest first.
   *
   * @param branch only its replays; empty: of all branches
   * @param pass last part of the name of the replay that leads it; empty: of all passes and none
   */
  public Listing list(String branch, String pass, int pageSize, String pageToken) {
    var size = PageToken.size(pageSize);
    var request = "replays?branch=" + branch + (pass.isEmpty() ? "" : "&pass=" + pass);
    var token = PageToken.decode(pageToken, request);
    var before = token.number(Long.MAX_VALUE);
    var found =
        store.list(
            new ReplayStore.Page(
                branch.isEmpty() ? Optional.empty() : Optional.of(branch),
                pass.isEmpty() ? Optional.empty() : Optional.of(pass),
                before,
                size + 1));
    if (found.size() <= size) {
      return new Listing(found, "");
    }
    var page = found.subList(0, size);
    return new Listing(page, new PageToken(Long.toString(page.getLast().id())).encode(request));
  }

  /** Ends a replay; its workers are told within a second. One that has ended stays as it is. */
  public Replay cancel(String name) {
    var known = get(name);
    if (!known.ended() && store.end(name, Optional.empty())) {
      metrics.cancelled();
    }
    return get(name);
  }

  /**
   * Hands out no more shards of a replay; those in work go back within a second. Pausing a paused
   * one changes nothing.
   */
  public Replay pause(String name) {
    return move(name, ReplayState.PAUSED, store::pause, "to be paused");
  }

  /** Lets a paused replay run again. Resuming a running one changes nothing. */
  public Replay resume(String name) {
    return move(name, ReplayState.RUNNING, store::resume, "to be resumed");
  }

  private Replay move(String name, ReplayState to, Predicate<String> move, String purpose) {
    requireOwnShards(get(name), purpose);
    var _ = move.test(name);
    var replay = get(name);
    if (replay.wholeState() != to) {
      throw new FailureException(
          new Failure.WrongState(
              replay.resource(),
              replay.wholeState().name(),
              "must be RUNNING or PAUSED " + purpose));
    }
    return replay;
  }

  private static void requireOwnShards(Replay replay, String purpose) {
    replay
        .pass()
        .filter(pass -> !pass.leader().equals(replay.name()))
        .ifPresent(
            pass -> {
              throw new FailureException(
                  new Failure.WrongState(
                      replay.resource(),
                      "one of the pass that " + ReplayName.resource(pass.leader()) + " leads",
                      "must lead the pass " + purpose + ": all are, with the leader"));
            });
  }

  /**
   * One page.
   *
   * @param nextPageToken empty on the last page
   */
  public record Listing(List<Replay> replays, String nextPageToken) {
    public Listing {
      replays = List.copyOf(replays);
    }
  }
}
