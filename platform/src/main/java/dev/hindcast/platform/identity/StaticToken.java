package dev.hindcast.platform.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Tokens that are nothing but chance: 256 bits of it, so that their SHA-256 needs no salt. */
public final class StaticToken {
  /** By which a leaked one is found in logs and repositories. */
  public static final String PREFIX = "hct_";

  private static final int BYTES = 32;

  private StaticToken() {}

  /** A new token. */
  public static String create(RandomGenerator secure) {
    var bytes = new byte[BYTES];
    secure.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** How a file names a token: {@code sha256:} and 64 hexadecimal digits. */
  public static String fingerprint(String token) {
    return "sha256:" + HexFormat.of().formatHex(hash(token));
  }

  static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
