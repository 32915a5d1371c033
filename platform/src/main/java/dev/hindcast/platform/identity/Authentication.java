package dev.hindcast.platform.identity;

import static java.util.Objects.requireNonNull;

/** What became of a credential. */
public sealed interface Authentication {
  /** It is believed. */
  record Known(Identity identity) implements Authentication {
    public Known {
      requireNonNull(identity);
    }
  }

  /** It is not. */
  record Refused(Refusal why) implements Authentication {
    public Refused {
      requireNonNull(why);
    }
  }

  /** It could be good, but nobody can tell: the issuer's keys cannot be had. */
  record Unsure(String dependency) implements Authentication {
    public Unsure {
      requireNonNull(dependency);
    }
  }
}
