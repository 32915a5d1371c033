package dev.hindcast.branch.fork.postgres;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.BranchLogin;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.ForkSchema;
import dev.hindcast.branch.store.postgres.DatabaseAddress;
import dev.hindcast.platform.jdbc.SqlFailures;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.util.PasswordUtil;

/** How forks are labelled, and who may open them. Immutable. */
public final class ForkLogins {
  private static final String PROBE_SECONDS = "20";

  private final CredentialKey key;

  /** Passwords are derived from {@code key}. */
  public ForkLogins(CredentialKey key) {
    this.key = requireNonNull(key);
  }

  /** The comment that says whose a fork is: JSON, as {@code jsonb} writes it. */
  public static String label(ForkRequest request) {
    return "{\"installation\": \"%s\", \"store\": \"%s\", \"uid\": \"%s\"}"
        .formatted(request.installation().id(), request.name().store(), request.name().uid());
  }

  /**
   * What a server checks a password by. It never gets the password: statements may be logged there.
   */
  public static String verifier(String password) {
    try {
      return PasswordUtil.encodePassword("", password.toCharArray(), "scram-sha-256");
    } catch (SQLException e) {
      throw new IllegalStateException("the driver knows scram-sha-256", e);
    }
  }

  /** The same of a fork's own login. */
  public String verifier(ForkName fork) {
    return verifier(key.password(fork.uid()));
  }

  /**
   * What opens a fork for its users.
   *
   * @param url JDBC URL of the database that it is in
   */
  public BranchLogin of(String url, ForkName fork) {
    var address = DatabaseAddress.of(url);
    var schema = ForkSchema.of(fork.uid());
    return new BranchLogin(
        address.host(),
        address.port(),
        address.database(),
        schema,
        key.password(fork.uid()),
        schema,
        address.sslMode());
  }

  /**
   * Returns if a fork answers its users' login; else the failure that it does not.
   *
   * @param url JDBC URL of the database that it is in, with whatever transport settings it has
   */
  public void probe(String url, ForkName fork) {
    var properties = new Properties();
    properties.setProperty("user", ForkSchema.of(fork.uid()));
    properties.setProperty("password", key.password(fork.uid()));
    properties.setProperty("loginTimeout", PROBE_SECONDS);
    properties.setProperty("socketTimeout", PROBE_SECONDS);
    try (var connection = DriverManager.getConnection(url, properties);
        var statement = connection.createStatement()) {
      statement.execute("SELECT 1 FROM loaded_bundle");
    } catch (SQLException e) {
      throw SqlFailures.exception(e, "the new branch");
    }
  }
}
