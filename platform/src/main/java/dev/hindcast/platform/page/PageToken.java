package dev.hindcast.platform.page;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * An opaque page token: the position after which the next page starts, bound to the request it
 * belongs to (AIP-158).
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
    var text = Long.toHexString(checksum(request)) + ":" + position;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a token of the same request; the empty text is the first page and gives the empty
   * position.
   */
  public static PageToken decode(String token, String request) {
    if (token.isEmpty()) {
      return new PageToken("");
    }
    String text;
    try {
      text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new FailureException(
          new Failure.InvalidPageToken("it is malformed: send the one you got, or none"), e);
    }
    var colon = text.indexOf(':');
    if (colon < 0) {
      throw new FailureException(
          new Failure.InvalidPageToken("it is malformed: send the one you got, or none"));
    }
    if (!text.substring(0, colon).equals(Long.toHexString(checksum(request)))) {
      throw new FailureException(
          new Failure.InvalidPageToken(
              "it belongs to another request: keep parent and filters while you page"));
    }
    return new PageToken(text.substring(colon + 1));
  }

  public boolean isFirst() {
    return position.isEmpty();
  }

  private static long checksum(String request) {
    var crc = new CRC32();
    crc.update(request.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
