package dev.hindcast.tracestore.copy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;

/**
 * A buffer of rows in the text format of {@code COPY ... FROM STDIN}. Fields are appended in the
 * order of the columns; {@link #endRow} ends a row.
 *
 * <p>Not thread-safe. U+0000 must not occur in any text: PostgreSQL stores none.
 */
public final class CopyRows {
  private static final int PIECE = 1 << 18;

  private byte[] bytes = new byte[1 << 16];
  private int length;
  private boolean rowBegun;
  private int rows;

  /** How many rows are complete. */
  public int rows() {
    return rows;
  }

  /** Forgets every row and keeps the memory. */
  public void clear() {
    length = 0;
    rows = 0;
    rowBegun = false;
  }

  /** SQL null. */
  public CopyRows nothing() {
    separate();
    reserve(2);
    bytes[length++] = '\\';
    bytes[length++] = 'N';
    return this;
  }

  /** A whole number. */
  public CopyRows number(long value) {
    separate();
    return raw(Long.toString(value));
  }

  /** A text, or SQL null. */
  public CopyRows text(CharSequence value) {
    if (value == null) {
      return nothing();
    }
    separate();
    var count = value.length();
    // Room for the longest there is: three bytes a char, once.
    reserve(3 * count);
    for (int i = 0; i < count; i++) {
      var c = value.charAt(i);
      switch (c) {
        case '\\' -> escaped('\\');
        case '\t' -> escaped('t');
        case '\n' -> escaped('n');
        case '\r' -> escaped('r');
        default -> {
          if (c < 0x80) {
            bytes[length++] = (byte) c;
          } else {
            i += encode(value, i);
          }
        }
      }
    }
    return this;
  }

  /** Ends the row. */
  public void endRow() {
    reserve(1);
    bytes[length++] = '\n';
    rowBegun = false;
    rows++;
  }

  /**
   * Sends the rows and returns how many the server took.
   *
   * @param copy the statement, {@code COPY table (columns) FROM STDIN}
   */
  public long send(Connection connection, String copy) throws SQLException {
    var in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
    try {
      for (int from = 0; from < length; from += PIECE) {
        in.writeToCopy(bytes, from, Math.min(PIECE, length - from));
      }
      return in.endCopy();
    } finally {
      if (in.isActive()) {
        in.cancelCopy();
      }
    }
  }

  private void separate() {
    if (rowBegun) {
      reserve(1);
      bytes[length++] = '\t';
    }
    rowBegun = true;
  }

  private CopyRows raw(String ascii) {
    var count = ascii.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  private void escaped(char c) {
    bytes[length++] = '\\';
    bytes[length++] = (byte) c;
  }

  /** Encodes one code point; returns how many further chars it took. */
  private int encode(CharSequence value, int at) {
    var codePoint = Character.codePointAt(value, at);
    var lone = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    var encoded = Character.toString(lone ? '\uFFFD' : codePoint).getBytes(StandardCharsets.UTF_8);
    reserve(encoded.length);
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
    return Character.charCount(codePoint) - 1;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
