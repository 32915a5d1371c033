package dev.hindcast.platform.page;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * An opaque page token: the position after which the next page starts, bound to the request it
 * belongs to (AIP-158). What is no token of ours is {@code InvalidPageToken}, whatever it is.
 *
 * @param position what the store needs to go on, e.g. the last key
 */
public record PageToken(String position) {
  private static final int DEFAULT_SIZE = 50;
  private static final int MAX_SIZE = 1000;

  /** The page size to use: 0 means the default, more than the maximum means the maximum. */
  public static int size(int requested) {
    return requested == 0 ? DEFAULT_SIZE : Math.min(requested, MAX_SIZE);
  }

  /**
   * The text form.
   *
   * @param request whatever identifies the listing: its parent and filters, without the page's size
   *     and token
   */
  public String encode(String request) {
    var text = checksum(request) + ":" + checksum(position) + ":" + position;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a token of the same request; the empty text is the first page and gives the empty
   * position.
   *
   * @throws FailureException with {@code InvalidPageToken} for any other text, one that was cut too
   */
  public static PageToken decode(String token, String request) {
    if (token.isEmpty()) {
      return new PageToken("");
    }
    String[] parts;
    try {
      parts =
          new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split(":", 3);
    } catch (IllegalArgumentException e) {
      throw new FailureException(malformed(), e);
    }
    if (parts.length < 3) {
      throw new FailureException(malformed());
    }
    if (!parts[0].equals(checksum(request))) {
      throw new FailureException(
          new Failure.InvalidPageToken(
              "it belongs to another request: keep parent and filters while you page"));
    }
    var position = parts[2];
    // No database takes U+0000 in a text, and who wrote one into a token did not get it from us.
    if (position.isEmpty() || position.indexOf(0) >= 0 || !parts[1].equals(checksum(position))) {
      throw new FailureException(malformed());
    }
    return new PageToken(position);
  }

  /**
   * The position as the store knows it. Whoever knows the checksums can write any position into a
   * token: it is read here and nowhere else.
   *
   * @param first what stands for the first page
   * @param reader of a position; what it cannot read it refuses with an {@link
   *     IllegalArgumentException} or an {@link IndexOutOfBoundsException}
   * @throws FailureException with {@code InvalidPageToken} where it refuses
   */
  public <T> T read(T first, Function<String, T> reader) {
    if (isFirst()) {
      return first;
    }
    try {
      return reader.apply(position);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new FailureException(malformed(), e);
    }
  }

  /** The position where it is a number. */
  public long number(long first) {
    return read(first, Long::valueOf);
  }

  public boolean isFirst() {
    return position.isEmpty();
  }

  private static Failure malformed() {
    return new Failure.InvalidPageToken("it is malformed: send the one you got, or none");
  }

  private static String checksum(String text) {
    var crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
