package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Which fork.
 *
 * @param store id of the store
 * @param uid of the branch: lower-case letters and digits, at most 40; safe in names of schemas,
 *     logins, files and in other people's APIs
 */
public record ForkName(String store, String uid) {
  private static final Pattern STORE = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern UID = Pattern.compile("[a-z0-9]{1,40}");

  public ForkName {
    requireNonNull(store);
    requireNonNull(uid);
    if (!STORE.matcher(store).matches() || !UID.matcher(uid).matches()) {
      throw new IllegalArgumentException("not a fork's name: " + store + ", " + uid);
    }
  }
}
