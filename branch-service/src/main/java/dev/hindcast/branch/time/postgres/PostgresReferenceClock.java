package dev.hindcast.branch.time.postgres;

import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;

/** What the control database says the time is: the same to all services that share it. */
@Singleton
public final class PostgresReferenceClock implements InstantSource {
  private final Jdbc jdbc;

  /** On the control database. */
  public PostgresReferenceClock(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Instant instant() {
    return jdbc.first(
            "SELECT clock_timestamp()",
            Binder.NONE,
            row -> row.getObject(1, OffsetDateTime.class).toInstant())
        .orElseThrow();
  }
}
