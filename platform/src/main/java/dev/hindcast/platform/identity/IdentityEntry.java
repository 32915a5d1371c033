package dev.hindcast.platform.identity;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A line of an identity file: {@code CREDENTIAL SUBJECT ROLE[@STORE][,…] [expires=TIME]}.
 *
 * @param credential {@code sha256:…} of a token; or {@code dns:…}, {@code uri:…} or {@code cn:…}, a
 *     name in a client's certificate
 */
record IdentityEntry(String credential, Identity identity, Optional<Instant> expires) {
  private static final Pattern TOKEN = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern NAME = Pattern.compile("(dns|uri|cn):\\S+");
  private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7e]{1,200}");

  IdentityEntry {
    requireNonNull(identity);
    requireNonNull(expires);
    if (!TOKEN.matcher(credential).matches() && !NAME.matcher(credential).matches()) {
      throw new IllegalArgumentException(
          "a line begins with sha256: and 64 hexadecimal digits, or with dns:, uri: or cn: and a"
              + " name in a certificate");
    }
  }

  static IdentityEntry parse(String line) {
    var parts = List.of(line.strip().split("\\s+"));
    if (parts.size() < 3 || parts.size() > 4) {
      throw new IllegalArgumentException(
          "a line is CREDENTIAL SUBJECT ROLE[@STORE][,…] [expires=TIME]");
    }
    if (!SUBJECT.matcher(parts.get(1)).matches()) {
      throw new IllegalArgumentException("a subject is up to 200 visible ASCII characters");
    }
    return new IdentityEntry(
        parts.get(0),
        new Identity(parts.get(1), Grant.parseAll(parts.get(2))),
        parts.size() == 4 ? Optional.of(expiry(parts.get(3))) : Optional.empty());
  }

  private static Instant expiry(String text) {
    try {
      if (text.startsWith("expires=")) {
        return Instant.parse(text.substring("expires=".length()));
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("expires=TIME is as expires=2027-01-31T00:00:00Z", e);
    }
    throw new IllegalArgumentException("the fourth part of a line is expires=TIME");
  }

  boolean isToken() {
    return TOKEN.matcher(credential).matches();
  }

  byte[] hash() {
    return HexFormat.of().parseHex(credential.substring("sha256:".length()));
  }
}
