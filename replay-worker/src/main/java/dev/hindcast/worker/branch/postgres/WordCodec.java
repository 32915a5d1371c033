package dev.hindcast.worker.branch.postgres;

import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers words by their bytes, so that one that is known costs a comparison and no object. */
final class WordCodec extends WireCodec<Word> {
  private static final int SLOTS = 1024;
  private static final int LONGEST = 64;

  private record Known(byte[] bytes, Word word) {}

  private final @Nullable Known[] known = new Known[SLOTS];
  private final byte[] bytes = new byte[LONGEST];

  WordCodec() {
    super(
        Word.class,
        Set.of(
            PostgresqlObjectId.TEXT,
            PostgresqlObjectId.VARCHAR,
            PostgresqlObjectId.BPCHAR,
            PostgresqlObjectId.NAME,
            PostgresqlObjectId.CHAR,
            PostgresqlObjectId.UNKNOWN));
  }

  @Override
  Word read(ByteBuf value) {
    int length = value.readableBytes();
    if (length > LONGEST) {
      return new Word(value.toString(StandardCharsets.UTF_8));
    }
    value.readBytes(bytes, 0, length);
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    Known last = known[slot];
    if (last != null && Arrays.equals(last.bytes, 0, last.bytes.length, bytes, 0, length)) {
      return last.word;
    }
    var word = new Word(new String(bytes, 0, length, StandardCharsets.UTF_8));
    known[slot] = new Known(Arrays.copyOf(bytes, length), word);
    return word;
  }
}
