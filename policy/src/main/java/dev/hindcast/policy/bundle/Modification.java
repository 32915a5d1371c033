package dev.hindcast.policy.bundle;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import dev.hindcast.policy.action.ValuePath;
import org.jspecify.annotations.Nullable;

/**
 * One change of the arguments by a {@code modify} rule. Where the path leads nowhere, or the value
 * there has the wrong type, nothing happens.
 */
public sealed interface Modification {

  /** What a redacted stretch of text becomes. */
  String REDACTED = "[REDACTED]";

  /** Always below {@code args}. */
  ValuePath path();

  /** Replaces the value with a literal one. */
  record Set(ValuePath path, @Nullable Object value) implements Modification {
    public Set {
      requireNonNull(path, "path");
    }
  }

  /** Replaces every match of an RE2 pattern in a string with {@link #REDACTED}. */
  record Redact(ValuePath path, Pattern pattern) implements Modification {
    public Redact {
      requireNonNull(path, "path");
      requireNonNull(pattern, "pattern");
    }
  }

  /** Moves a number into a range; at least one bound is set. */
  record Clamp(ValuePath path, @Nullable Number min, @Nullable Number max) implements Modification {
    public Clamp {
      requireNonNull(path, "path");
      if (min == null && max == null) {
        throw new IllegalArgumentException("clamp needs min or max");
      }
      if (min != null && max != null && min.doubleValue() > max.doubleValue()) {
        throw new IllegalArgumentException("clamp's min is above its max");
      }
    }
  }

  /** Removes a key, or an element of a list. */
  record Drop(ValuePath path) implements Modification {
    public Drop {
      requireNonNull(path, "path");
    }
  }
}
