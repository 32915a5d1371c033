package dev.hindcast.ingest.action;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What an action is known by, so that it is not recorded twice: the hour in which it happened, then
 * 96 bits of a SHA-256. The hour keeps new keys together in the store's index.
 *
 * @param value the key as the store has it
 */
public record ActionKey(UUID value) implements Comparable<ActionKey> {
  /** Two records of one call may be told apart by so much: clocks differ, and calls take time. */
  private static final Duration APART = Duration.ofMinutes(5);

  private static final int HOUR = 3600;
  private static final ThreadLocal<MessageDigest> SHA =
      ThreadLocal.withInitial(
          () -> {
            try {
              return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
              throw new IllegalStateException(e);
            }
          });

  /**
   * A key.
   *
   * @param time of the action, by the sender's clock
   * @param kind what the parts are; keys of different kinds never meet
   * @param parts that name it, in order
   */
  public static ActionKey of(Instant time, String kind, String... parts) {
    return of(Math.floorDiv(time.getEpochSecond(), HOUR), kind, parts);
  }

  /** The same in the hour before or after, if that is near. */
  public static Optional<ActionKey> beside(Instant time, String kind, String... parts) {
    var hour = Math.floorDiv(time.getEpochSecond(), HOUR);
    var into = Math.floorMod(time.getEpochSecond(), HOUR);
    if (into < APART.toSeconds()) {
      return Optional.of(of(hour - 1, kind, parts));
    }
    return into >= HOUR - APART.toSeconds()
        ? Optional.of(of(hour + 1, kind, parts))
        : Optional.empty();
  }

  private static ActionKey of(long hour, String kind, String... parts) {
    var sha = SHA.get();
    add(sha, kind);
    for (var part : parts) {
      add(sha, part);
    }
    var hash = ByteBuffer.wrap(sha.digest());
    return new ActionKey(
        new UUID(hour << 32 | Integer.toUnsignedLong(hash.getInt()), hash.getLong()));
  }

  // The length first: no two lists of parts give the same bytes.
  private static void add(MessageDigest sha, String part) {
    var bytes = part.getBytes(StandardCharsets.UTF_8);
    sha.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    sha.update(bytes);
  }

  /** As PostgreSQL orders them. */
  @Override
  public int compareTo(ActionKey other) {
    var high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }
}
