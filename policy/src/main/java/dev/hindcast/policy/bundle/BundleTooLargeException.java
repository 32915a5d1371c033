package dev.hindcast.policy.bundle;

import static java.util.Objects.requireNonNull;

/** The files are over a limit of bundles, whatever is in them. */
public final class BundleTooLargeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String limit;
  private final long allowed;
  private final long found;

  BundleTooLargeException(String limit, long allowed, long found) {
    super(limit + ": larger than the allowed " + allowed);
    this.limit = requireNonNull(limit);
    this.allowed = allowed;
    this.found = found;
  }

  /** What is limited, e.g. {@code bytes of bundle.yaml}. */
  public String limit() {
    return limit;
  }

  public long allowed() {
    return allowed;
  }

  /** How many there are at least: nobody counts on after the limit. */
  public long found() {
    return found;
  }
}
