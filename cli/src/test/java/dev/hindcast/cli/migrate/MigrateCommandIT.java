package dev.hindcast.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.cli.CommandRun;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrateCommandIT {
  @TempDir private Path folder;

  @Test
  void allSchemasAreMadeAndASecondRunChangesNothing() throws IOException {
    var control = TestPostgres.emptyDatabase();
    var store = TestPostgres.emptyDatabase();
    for (int run = 0; run < 2; run++) {
      var migrated =
          CommandRun.of(
              "migrate",
              "--control",
              control.url(),
              "--control-user",
              control.user(),
              "--control-password",
              "file:" + secret(control),
              "--store",
              store.url(),
              "--store-user",
              store.user(),
              "--store-password",
              "file:" + secret(store));
      assertThat(migrated.exit()).as(migrated.err()).isZero();
      assertThat(migrated.out()).contains(control.url(), store.url());
    }
    assertThat(schemas(control)).containsExactly("branch_service", "gateway", "policy_registry");
    assertThat(schemas(store)).containsExactly("hindcast");
  }

  @Test
  void whatIsPrintedHoldsNoPasswordOfTheUrl() throws IOException {
    var store = TestPostgres.emptyDatabase();
    var migrated =
        CommandRun.of(
            "migrate",
            "--store",
            store.url() + "?ApplicationName=hunter2",
            "--store-user",
            store.user(),
            "--store-password",
            "file:" + secret(store));
    assertThat(migrated.exit()).as(migrated.err()).isZero();
    assertThat(migrated.out())
        .contains("at its newest version in " + store.url() + "?...")
        .doesNotContain("hunter2");
  }

  @Test
  void aPasswordOnTheCommandLineIsRefusedAndNotRepeated() {
    var store = TestPostgres.emptyDatabase();
    var refused =
        CommandRun.of(
            "migrate",
            "--store",
            store.url(),
            "--store-user",
            store.user(),
            "--store-password",
            "hunter2");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err())
        .contains("--store-password takes file:/PATH")
        .doesNotContain("hunter2");
    assertThat(schemas(store)).isEmpty();
  }

  @Test
  void aSecretThatIsMissingIsNamed() {
    var missing = folder.resolve("missing");
    var refused =
        CommandRun.of(
            "migrate",
            "--store",
            "jdbc:postgresql://127.0.0.1:1/x",
            "--store-user",
            "x",
            "--store-password",
            "file:" + missing);
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains(missing.toString());
  }

  @Test
  void nothingToMigrateIsAnError() {
    var refused = CommandRun.of("migrate");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("--control, --store or both");
  }

  private Path secret(DatabaseSettings database) throws IOException {
    return Files.writeString(
        folder.resolve("password-" + database.url().hashCode()), database.password() + "\n");
  }

  private static List<String> schemas(DatabaseSettings database) {
    try (HikariDataSource pool = Databases.pool(database, "test")) {
      return new Jdbc(pool, "the test database")
          .query(
              """
              SELECT nspname FROM pg_namespace
              WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
              ORDER BY nspname COLLATE "C\"""",
              Binder.NONE,
              row -> row.getString(1));
    }
  }
}
