package dev.hindcast.policy.diff;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A hash of a multiset: the same for the same elements in any order and any grouping, and cheap to
 * merge. It is AdHash of M. Bellare and D. Micciancio, "A New Paradigm for Collision-Free Hashing:
 * Incrementality at Reduced Cost" (EUROCRYPT 1997): the sum modulo 2^2048 of a 2048-bit expansion
 * of each element. The expansion is SHA-512 in counter mode. The modulus is wide because a sum
 * falls to generalized birthday attacks (Wagner, CRYPTO 2002) at small widths; an XOR would fall to
 * linear algebra at any. Immutable.
 */
public final class ChangeSetHash {

  private static final int WORDS = 32;
  private static final int BLOCKS = 4;

  public static final int BYTES = WORDS * Long.BYTES;

  public static final ChangeSetHash EMPTY = new ChangeSetHash(new long[WORDS]);

  /** Least significant word first. */
  private final long[] words;

  private ChangeSetHash(long[] words) {
    this.words = words;
  }

  /** The hash of a set with this one element. */
  static ChangeSetHash of(byte[] element) {
    long[] words = new long[WORDS];
    expandAndAdd(element, words);
    return new ChangeSetHash(words);
  }

  /**
   * @throws IllegalArgumentException if these are not {@link #BYTES} bytes
   */
  public static ChangeSetHash ofBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a change set hash has " + BYTES + " bytes");
    }
    long[] words = new long[WORDS];
    for (int i = 0; i < BYTES; i++) {
      int fromEnd = BYTES - 1 - i;
      words[fromEnd / Long.BYTES] |= (bytes[i] & 0xffL) << (8 * (fromEnd % Long.BYTES));
    }
    return new ChangeSetHash(words);
  }

  public ChangeSetHash plus(ChangeSetHash other) {
    long[] sum = words.clone();
    add(other.words, sum);
    return new ChangeSetHash(sum);
  }

  /** Most significant byte first. */
  public byte[] toByteArray() {
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      int fromEnd = BYTES - 1 - i;
      bytes[i] = (byte) (words[fromEnd / Long.BYTES] >>> (8 * (fromEnd % Long.BYTES)));
    }
    return bytes;
  }

  static void expandAndAdd(byte[] element, long[] sum) {
    MessageDigest sha = sha512();
    long[] expansion = new long[WORDS];
    for (int block = 0; block < BLOCKS; block++) {
      sha.update((byte) block);
      byte[] digest = sha.digest(element);
      for (int i = 0; i < digest.length; i++) {
        expansion[block * 8 + i / Long.BYTES] |= (digest[i] & 0xffL) << (8 * (i % Long.BYTES));
      }
    }
    add(expansion, sum);
  }

  static ChangeSetHash ofWords(long[] words) {
    return new ChangeSetHash(words.clone());
  }

  static long[] zero() {
    return new long[WORDS];
  }

  private static void add(long[] addend, long[] sum) {
    long carry = 0;
    for (int i = 0; i < WORDS; i++) {
      long once = sum[i] + addend[i];
      long twice = once + carry;
      boolean overflow =
          Long.compareUnsigned(once, addend[i]) < 0 || Long.compareUnsigned(twice, once) < 0;
      sum[i] = twice;
      carry = overflow ? 1 : 0;
    }
  }

  private static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChangeSetHash hash && Arrays.equals(words, hash.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(toByteArray());
  }
}
