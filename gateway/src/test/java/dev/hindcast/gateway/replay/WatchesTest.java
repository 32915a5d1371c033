package dev.hindcast.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.gateway.replay.Watches.Reaction;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class WatchesTest {
  private volatile Optional<Replay> present = Optional.of(replay(ReplayState.RUNNING, 1));
  private final Watches watches = new Watches(new OneReplay());

  @Test
  void whoWasBusyIsToldAgainThoughNothingChangedSince() {
    var watcher = new Told(times -> times < 3 ? Reaction.BUSY : Reaction.TOLD);
    watches.add("r", watcher);
    Await.until("it listens", Duration.ofSeconds(10), () -> watcher.told.size() == 3);
    present = Optional.of(replay(ReplayState.SUCCEEDED, 2));
    Await.until("it hears the end", Duration.ofSeconds(10), () -> watcher.told.size() == 4);
    assertThat(watcher.told.getLast().state()).isEqualTo(ReplayState.SUCCEEDED);
    assertThat(watcher.told).extracting(Replay::revision).containsExactly(1L, 1L, 1L, 2L);
  }

  @Test
  void oneWatchersTroubleIsNotTheOthers() {
    var broken =
        new Told(
            _ -> {
              throw new IllegalStateException("the call is over");
            });
    var other = new Told(_ -> Reaction.TOLD);
    watches.add("r", broken);
    watches.add("r", other);
    Await.until("both were told", Duration.ofSeconds(10), () -> other.told.size() == 1);
    present = Optional.of(replay(ReplayState.PAUSED, 2));
    Await.until("the other is told", Duration.ofSeconds(10), () -> other.told.size() == 2);
    assertThat(broken.told).hasSize(1);
    assertThat(other.lost).isEmpty();
  }

  @Test
  void aGatewayThatGoesDownIsUnavailableToOldAndNewWatchers() {
    var watcher = new Told(_ -> Reaction.TOLD);
    watches.add("r", watcher);
    watches.onApplicationEvent(null);
    Await.until("it is lost", Duration.ofSeconds(10), () -> watcher.lost.size() == 1);
    assertThat(failure(watcher.lost.getFirst())).isInstanceOf(Failure.DependencyUnavailable.class);
    assertThatThrownBy(() -> watches.add("r", watcher))
        .satisfies(e -> assertThat(failure(e)).isInstanceOf(Failure.DependencyUnavailable.class));
  }

  @Test
  void aReplayThatWasDeletedDoesNotExist() {
    present = Optional.empty();
    var watcher = new Told(_ -> Reaction.TOLD);
    watches.add("r", watcher);
    Await.until("it is lost", Duration.ofSeconds(10), () -> watcher.lost.size() == 1);
    assertThat(failure(watcher.lost.getFirst())).isInstanceOf(Failure.ResourceNotFound.class);
  }

  private static Failure failure(Throwable thrown) {
    return ((FailureException) thrown).failure();
  }

  private static final class Told implements Watches.Watcher {
    private final List<Replay> told = new CopyOnWriteArrayList<>();
    private final List<RuntimeException> lost = new CopyOnWriteArrayList<>();
    private final Function<Integer, Reaction> reaction;

    Told(Function<Integer, Reaction> reaction) {
      this.reaction = reaction;
    }

    @Override
    public Reaction changed(Replay replay) {
      told.add(replay);
      return reaction.apply(told.size());
    }

    @Override
    public void lost(RuntimeException cause) {
      lost.add(cause);
    }
  }

  private static Replay replay(ReplayState state, long revision) {
    var policy = new PolicyRef("guard", "", "d", false);
    return new Replay(
        1,
        "r",
        state,
        revision,
        "branch",
        policy,
        policy,
        "",
        Window.ALL,
        ReplayMode.FULL,
        List.of(),
        Audit.NONE,
        new ForkPoint("0/1", "1:1:", Instant.EPOCH, "1", "EXACT"),
        Duration.ZERO,
        new Progress(1, 0, 0, 0, 0, 0, 0, Duration.ZERO),
        10,
        "",
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty());
  }

  private final class OneReplay implements ReplayStore {
    @Override
    public int openOf(String creator, Optional<UUID> requestId) {
      return 0;
    }

    @Override
    public Optional<Replay> find(String name) {
      return present;
    }

    @Override
    public List<Replay> list(Page page) {
      return List.of();
    }

    @Override
    public List<Open> open() {
      return List.of();
    }

    @Override
    public List<String> complete() {
      return List.of();
    }

    @Override
    public List<String> idle() {
      return List.of();
    }

    @Override
    public boolean pause(String name) {
      return false;
    }

    @Override
    public boolean resume(String name) {
      return false;
    }

    @Override
    public boolean end(String name, Optional<ReplayFailure> failure) {
      return false;
    }

    @Override
    public int deleteEnded(Duration longerAgoThan, int most) {
      return 0;
    }
  }
}
