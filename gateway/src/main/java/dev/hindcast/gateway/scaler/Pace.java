package dev.hindcast.gateway.scaler;

import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How many actions a worker judges in a second, seen from outside: how fast shards are committed,
 * over how long how many workers held a lease. Older work counts less, by half with each minute of
 * a worker's time; idle time counts nothing. Both the pace and the backlog stand on the planner's
 * estimate of actions, so that its error cancels out where they are divided.
 *
 * <p>Not thread-safe.
 */
final class Pace {
  /** Before anything was seen: below what two cores reach, above what rules over history reach. */
  static final double FIRST_ACTIONS_PER_SECOND = 50_000;

  private static final double FIRST_WEIGHT_SECONDS = 5;
  private static final double HALF_LIFE_SECONDS = 60;
  private static final double LONGEST_GAP_SECONDS = 10;

  private double workerSeconds = FIRST_WEIGHT_SECONDS;
  private double actions = FIRST_WEIGHT_SECONDS * FIRST_ACTIONS_PER_SECOND;
  private Optional<Sample> last = Optional.empty();

  private record Sample(Backlog backlog, long nanos) {}

  /**
   * Takes note of a backlog.
   *
   * @param nanos when, on a clock that never jumps
   */
  void sample(Backlog backlog, long nanos) {
    last.ifPresent(earlier -> learn(earlier, backlog, (nanos - earlier.nanos()) / 1e9));
    last = Optional.of(new Sample(backlog, nanos));
  }

  private void learn(Sample earlier, Backlog now, double seconds) {
    if (seconds <= 0 || seconds > LONGEST_GAP_SECONDS) {
      return;
    }
    var doneNow =
        now.replays().stream()
            .collect(Collectors.toMap(Backlog.Running::id, Backlog.Running::doneActions));
    var done = 0.0;
    for (var replay : earlier.backlog().replays()) {
      if (!doneNow.containsKey(replay.id())) {
        // It succeeded, or it was cancelled with its work undone: this interval says nothing.
        return;
      }
      done += doneNow.get(replay.id()) - replay.doneActions();
    }
    var worked = (earlier.backlog().workers() + now.workers()) / 2.0 * seconds;
    var kept = Math.pow(0.5, worked / HALF_LIFE_SECONDS);
    workerSeconds = workerSeconds * kept + worked;
    actions = actions * kept + Math.max(0, done);
  }

  /** At least 1. */
  double actionsPerWorkerSecond() {
    return Math.max(1, actions / workerSeconds);
  }
}
