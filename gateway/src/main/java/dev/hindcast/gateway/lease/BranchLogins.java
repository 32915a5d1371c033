package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.branch.BranchLogin;
import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.branch.ForkPoint;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logins of the branches whose replays run, kept in memory only. Nobody waits for one: it is asked
 * for in the background, each branch apart from the others, and again once in a while. A login goes
 * on serving while nobody says whether it still should. Thread-safe.
 */
@Singleton
public final class BranchLogins {
  private static final Logger log = LoggerFactory.getLogger(BranchLogins.class);
  private static final long FRESH = Duration.ofSeconds(30).toNanos();
  private static final long PAUSE = Duration.ofMillis(500).toNanos();
  private static final long FORGOTTEN = Duration.ofMinutes(5).toNanos();

  private final Branches branches;
  private final WorkSignal signal;
  private final Map<Fork, Entry> entries = new HashMap<>();

  /** A name may be another fork's a moment later. */
  private record Fork(String branch, ForkPoint point) {}

  /** What is known about a fork's login now. */
  public sealed interface Answer {
    record Ready(BranchLogin login) implements Answer {
      public Ready {
        requireNonNull(login);
      }
    }

    /** Later, perhaps: the signal wakes when there is news. */
    record NotNow() implements Answer {}

    /** Never again. */
    record Gone(String state) implements Answer {
      public Gone {
        requireNonNull(state);
      }
    }
  }

  /** Guarded by the logins. */
  private static final class Entry {
    private Answer answer = new Answer.NotNow();
    private boolean asking;
    private long askAt = System.nanoTime();
    private long usedAt = System.nanoTime();
  }

  BranchLogins(Branches branches, WorkSignal signal) {
    this.branches = branches;
    this.signal = signal;
  }

  /** What is known; asks in the background if that is nothing or old. Never blocks. */
  public synchronized Answer get(String branch, ForkPoint point) {
    var now = System.nanoTime();
    entries.values().removeIf(entry -> !entry.asking && now - entry.usedAt > FORGOTTEN);
    var fork = new Fork(branch, point);
    var entry = entries.computeIfAbsent(fork, _ -> new Entry());
    entry.usedAt = now;
    if (!entry.asking && now - entry.askAt >= 0) {
      entry.asking = true;
      var _ = Thread.ofVirtual().name("login-" + branch).start(() -> ask(fork, entry));
    }
    if (entry.answer instanceof Answer.Gone) {
      // Said once, which ends the replay: a fork of the same name and moment may come later.
      entries.remove(fork);
    }
    return entry.answer;
  }

  private void ask(Fork fork, Entry entry) {
    Optional<Answer> news = Optional.empty();
    try {
      news = Optional.of(answer(fork));
    } catch (RuntimeException e) {
      log.warn("no login of {} now: it is asked for again", fork.branch(), e);
    } finally {
      tell(entry, news);
    }
  }

  private Answer answer(Fork fork) {
    var facts = branches.get(fork.branch());
    var gone = facts.goneFor(fork.point());
    if (gone.isPresent()) {
      return new Answer.Gone(gone.get());
    }
    return facts.usable() ? new Answer.Ready(branches.connect(fork.branch())) : new Answer.NotNow();
  }

  private void tell(Entry entry, Optional<Answer> news) {
    boolean wake;
    synchronized (this) {
      entry.asking = false;
      news.ifPresent(answer -> entry.answer = answer);
      var good = news.filter(answer -> !(answer instanceof Answer.NotNow)).isPresent();
      entry.askAt = System.nanoTime() + (good ? FRESH : PAUSE);
      wake = good;
    }
    if (wake) {
      signal.wake();
    }
  }

  /** The login did not open the branch: it is asked for anew. */
  public synchronized void forget(String branch) {
    entries.keySet().removeIf(fork -> fork.branch().equals(branch));
  }
}
