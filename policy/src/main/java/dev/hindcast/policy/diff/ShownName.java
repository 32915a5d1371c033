package dev.hindcast.policy.diff;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A name as results show it. Tables of your own may hold one of megabytes, which no message of
 * results could carry; rules see it whole.
 */
public final class ShownName {
  /** Characters up to which a name is shown as it is. */
  public static final int LONGEST = 1_000;

  private static final int KEPT = 200;

  private ShownName() {}

  /** The name; of one that is too long the beginning, its length and its digest: still its own. */
  public static String of(String name) {
    if (name.length() <= LONGEST) {
      return name;
    }
    // Half of a surrogate pair is no text.
    int end = Character.isHighSurrogate(name.charAt(KEPT - 1)) ? KEPT - 1 : KEPT;
    return name.substring(0, end)
        + "… [cut: "
        + name.length()
        + " characters, sha256:"
        + HexFormat.of().formatHex(digest(name))
        + "]";
  }

  private static byte[] digest(String name) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
