package dev.hindcast.worker.branch.postgres;

import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.codec.Codec;
import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.postgresql.message.Format;
import java.util.Set;

/**
 * Reads one kind of column from the wire, in binary form, without a copy in between. A codec
 * belongs to one connection, whose rows are read by one thread at a time: it may keep state.
 */
abstract class WireCodec<T> implements Codec<T> {
  private final Class<T> type;
  private final Set<PostgresqlObjectId> columns;

  WireCodec(Class<T> type, Set<PostgresqlObjectId> columns) {
    this.type = type;
    this.columns = Set.copyOf(columns);
  }

  /** The value that fills the buffer. */
  abstract T read(ByteBuf value);

  @Override
  public final boolean canDecode(int dataType, Format format, Class<?> wanted) {
    return wanted == type
        && format == Format.FORMAT_BINARY
        && columns.stream().anyMatch(column -> column.getObjectId() == dataType);
  }

  @Override
  public final T decode(ByteBuf buffer, int dataType, Format format, Class<? extends T> wanted) {
    return read(buffer);
  }

  @Override
  public final boolean canEncode(Object value) {
    return false;
  }

  @Override
  public final boolean canEncodeNull(Class<?> wanted) {
    return false;
  }

  @Override
  public final EncodedParameter encode(Object value) {
    throw readsOnly();
  }

  @Override
  public final EncodedParameter encode(Object value, int dataType) {
    throw readsOnly();
  }

  @Override
  public final EncodedParameter encodeNull() {
    throw readsOnly();
  }

  private IllegalStateException readsOnly() {
    return new IllegalStateException(type.getSimpleName() + " is only read");
  }
}
