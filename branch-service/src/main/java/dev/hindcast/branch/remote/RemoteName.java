package dev.hindcast.branch.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.Installation;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a fork is called at its engine: {@code hindcast-<mark>-<uid>}, lower-case letters, digits
 * and hyphens, at most 60, with {@code -<generation>} behind it from the second time that it was
 * made. The mark tells installation and store where an engine keeps no annotations.
 */
public record RemoteName(String mark, String uid, int generation) {
  /** All names begin with it. */
  public static final String PREFIX = "hindcast-";

  private static final Pattern FORM =
      Pattern.compile(PREFIX + "([0-9a-f]{8})-([a-z0-9]{1,40})(?:-([1-9][0-9]{0,2}))?");

  public RemoteName {
    requireNonNull(mark);
    requireNonNull(uid);
  }

  /** The name of a fork's first generation. */
  public static RemoteName of(Installation installation, ForkName fork) {
    return new RemoteName(mark(installation, fork.store()), fork.uid(), 0);
  }

  /** A name as an engine shows it; empty if it is none of ours. */
  public static Optional<RemoteName> parse(String name) {
    var match = FORM.matcher(name);
    return match.matches()
        ? Optional.of(
            new RemoteName(
                match.group(1),
                match.group(2),
                match.group(3) == null ? 0 : Integer.parseInt(match.group(3))))
        : Optional.empty();
  }

  /** The mark of an installation's forks of a store. */
  public static String mark(Installation installation, String store) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256")
              .digest((installation.id() + "/" + store).getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The same fork, made once more. */
  public RemoteName next() {
    return new RemoteName(mark, uid, generation + 1);
  }

  @Override
  public String toString() {
    return PREFIX + mark + "-" + uid + (generation == 0 ? "" : "-" + generation);
  }
}
