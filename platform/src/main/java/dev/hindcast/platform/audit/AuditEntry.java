package dev.hindcast.platform.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * A line of the log, bound to the one before by its hash.
 *
 * @param number from 1, without gaps
 * @param time to the microsecond
 * @param previousHash 64 hexadecimal digits
 * @param hash 64 hexadecimal digits; whether it is right is for {@link #isSound} to say
 */
public record AuditEntry(
    long number, Instant time, AuditFact fact, String previousHash, String hash) {
  /** What the first entry follows. */
  public static final String NOTHING = "0".repeat(64);

  private static final String FORMAT = "hindcast-audit/1";

  public AuditEntry {
    requireNonNull(time);
    requireNonNull(fact);
    requireNonNull(previousHash);
    requireNonNull(hash);
  }

  /** The entry of a service's log that comes after another one. */
  static AuditEntry after(
      String service, long number, String previousHash, Instant time, AuditFact fact) {
    var micros = time.truncatedTo(ChronoUnit.MICROS);
    return new AuditEntry(
        number, micros, fact, previousHash, hash(service, number, previousHash, micros, fact));
  }

  /** Whether its hash is that of what it says, in the log of a service. */
  public boolean isSound(String service) {
    return hash.equals(hash(service, number, previousHash, time, fact));
  }

  /**
   * SHA-256 over: the format's name, the service, the hash before, the number, the time in
   * microseconds since 1970, and the facts in their order. A text is its length in bytes (4 bytes,
   * big-endian) and its UTF-8; a number is 8 bytes, big-endian.
   */
  private static String hash(
      String service, long number, String previousHash, Instant time, AuditFact fact) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      text(out, FORMAT);
      text(out, service);
      text(out, previousHash);
      out.writeLong(number);
      out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, time));
      text(out, fact.kind().name());
      out.writeLong(fact.attempt());
      text(out, fact.subject());
      text(out, fact.onBehalfOf());
      text(out, fact.method());
      text(out, fact.resource());
      text(out, fact.detail());
      text(out, fact.code());
      out.writeLong(fact.suppressed());
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
      return HexFormat.of().formatHex(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    var utf8 = text.getBytes(UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
