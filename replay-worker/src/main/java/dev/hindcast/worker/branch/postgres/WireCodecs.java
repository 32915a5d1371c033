package dev.hindcast.worker.branch.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.codec.CodecRegistry;
import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.postgresql.extension.CodecRegistrar;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** The codecs of the columns that every action has, for each new connection. */
final class WireCodecs implements CodecRegistrar {

  /**
   * A {@code jsonb} value.
   *
   * @param value as policies see it; null for JSON null
   * @param readable false if it is deeper or longer than policies may read
   */
  record Json(@Nullable Object value, boolean readable) {}

  @Override
  public Publisher<Void> register(
      PostgresqlConnection connection, ByteBufAllocator allocator, CodecRegistry registry) {
    registry.addFirst(new OfJson());
    registry.addFirst(new OfInstant());
    registry.addFirst(new WordCodec());
    return Mono.empty();
  }

  private static final class OfJson extends WireCodec<Json> {
    private static final Json UNREADABLE = new Json(null, false);

    /** Most values are short: they share one buffer. */
    private static final int SHORT = 4096;

    private final byte[] bytes = new byte[SHORT];

    OfJson() {
      super(Json.class, Set.of(PostgresqlObjectId.JSONB));
    }

    @Override
    Json read(ByteBuf value) {
      int length = value.readableBytes();
      byte[] jsonb = length <= SHORT ? bytes : new byte[length];
      value.readBytes(jsonb, 0, length);
      try {
        return new Json(JsonbValues.parse(jsonb, length), true);
      } catch (IllegalArgumentException tooDeepOrTooLong) {
        return UNREADABLE;
      }
    }
  }

  /** Microseconds since 2000, without the detour over local dates. */
  private static final class OfInstant extends WireCodec<Instant> {
    private static final long YEAR_2000 = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
    private static final long MICROS = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    OfInstant() {
      super(Instant.class, Set.of(PostgresqlObjectId.TIMESTAMPTZ));
    }

    @Override
    Instant read(ByteBuf value) {
      long micros = value.readLong();
      return Instant.ofEpochSecond(
          YEAR_2000 + Math.floorDiv(micros, MICROS),
          Math.floorMod(micros, MICROS) * NANOS_PER_MICRO);
    }
  }
}
