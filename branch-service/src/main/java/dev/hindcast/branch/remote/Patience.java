package dev.hindcast.branch.remote;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How long to ask again for what is on its way.
 *
 * @param interval between questions
 * @param questions at most, at least 1
 */
public record Patience(Duration interval, int questions, Pause pause) {
  public Patience {
    requireNonNull(interval);
    requireNonNull(pause);
    if (questions < 1 || interval.isNegative()) {
      throw new IllegalArgumentException("nobody would ever ask");
    }
  }

  /** A second between questions, ten minutes of them. */
  public static Patience ofPeople() {
    return new Patience(Duration.ofSeconds(1), 600, Pause.sleeping());
  }

  /** The first answer that there is; empty if there was none to the last question. */
  public <T> Optional<T> first(Supplier<Optional<T>> question) {
    for (int asked = 1; ; asked++) {
      var answer = question.get();
      if (answer.isPresent() || asked == questions) {
        return answer;
      }
      pause.await(interval);
    }
  }

  /** The first answer that there is; else the failure that {@code dependency} does not give one. */
  public <T> T require(String dependency, Supplier<Optional<T>> question) {
    return first(question)
        .orElseThrow(() -> new FailureException(new Failure.DependencyUnavailable(dependency)));
  }
}
