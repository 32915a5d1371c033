package dev.hindcast.branch.provider;

/** The name that a fork's schema and login share. */
public final class ForkSchema {
  /** Every fork's schema and login begin with it; nobody else's do. */
  public static final String PREFIX = "hindcast_b_";

  private ForkSchema() {}

  /** The schema and login of a branch: at most 51 characters, no quoting needed. */
  public static String of(String uid) {
    return PREFIX + uid;
  }
}
