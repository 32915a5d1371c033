package dev.hindcast.policy.diff;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Builds byte strings that are equal only for equal parts: every part carries its length or has a
 * fixed one.
 */
final class CanonicalBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  CanonicalBytes number(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
    return this;
  }

  CanonicalBytes text(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    number(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  CanonicalBytes flag(boolean value) {
    out.write(value ? 1 : 0);
    return this;
  }

  CanonicalBytes bytes(byte[] bytes) {
    number(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
