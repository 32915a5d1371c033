package dev.hindcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.jdbc.SqlFailures.UniqueViolationException;
import org.junit.jupiter.api.Test;

/** A transaction is whole or not at all, whatever ends it. */
class JdbcIT {
  @Test
  void anyThrowableRollsBackAndTheConnectionIsUsableAfterwards() {
    try (var pool = Databases.pool(TestPostgres.emptyDatabase(), "jdbc")) {
      var jdbc = new Jdbc(pool, "the test database");
      assertThat(jdbc.update("CREATE TABLE t (i int PRIMARY KEY)", Binder.NONE)).isZero();
      assertThatThrownBy(
              () ->
                  jdbc.inTransaction(
                      transaction -> {
                        assertThat(transaction.update("INSERT INTO t VALUES (1)", Binder.NONE))
                            .isEqualTo(1);
                        throw new StackOverflowError();
                      }))
          .isInstanceOf(StackOverflowError.class);
      assertThat(count(jdbc)).isZero();

      var inserted =
          jdbc.inTransaction(
              transaction -> transaction.update("INSERT INTO t VALUES (1)", Binder.NONE));
      assertThat(inserted).isEqualTo(1);
      assertThatThrownBy(() -> jdbc.update("INSERT INTO t VALUES (1)", Binder.NONE))
          .isInstanceOf(UniqueViolationException.class);
      assertThat(count(jdbc)).isEqualTo(1);
    }
  }

  private static long count(Jdbc jdbc) {
    return jdbc.first("SELECT count(*) FROM t", Binder.NONE, row -> row.getLong(1)).orElseThrow();
  }
}
