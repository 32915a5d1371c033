package dev.hindcast.branch.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives the passwords of branch logins, so that none is ever stored. Immutable; {@link #toString}
 * shows nothing.
 */
public final class CredentialKey {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_LENGTH = 16;

  private final SecretKeySpec key;

  /**
   * A key of at least 16 characters.
   *
   * @throws IllegalArgumentException if it is shorter
   */
  public CredentialKey(String secret) {
    if (secret.length() < MIN_LENGTH) {
      throw new IllegalArgumentException(
          "hindcast.branch.credential-key must have at least " + MIN_LENGTH + " characters");
    }
    this.key = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
  }

  /** The password of a branch's login: HMAC-SHA-256 over its uid, lower-case hex. */
  public String password(String uid) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(uid.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "CredentialKey[...]";
  }
}
