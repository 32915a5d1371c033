package dev.hindcast.gateway.plan.postgres;

import dev.hindcast.gateway.replay.Derivation;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import dev.hindcast.policy.bundle.ParamOverride;
import java.sql.SQLException;
import java.util.List;

/** What a row of {@code replay} says about its pass. */
final class PassRows {
  private PassRows() {}

  static void join(Transaction transaction, long replay, long leader, PolicyRef candidate)
      throws SQLException {
    List<ParamOverride> overrides =
        candidate.derivation().map(Derivation::overrides).orElse(List.of());
    var _ =
        transaction.update(
            """
            UPDATE gateway.replay SET pass_id = ?, base_digest = ?, override_params = ?, override_values = ?
            WHERE replay_id = ?""",
            statement -> {
              var connection = statement.getConnection();
              statement.setLong(1, leader);
              statement.setString(2, candidate.derivation().map(Derivation::baseDigest).orElse(""));
              statement.setArray(
                  3,
                  connection.createArrayOf(
                      "text", overrides.stream().map(ParamOverride::param).toArray()));
              statement.setArray(
                  4,
                  connection.createArrayOf(
                      "text", overrides.stream().map(ParamOverride::json).toArray()));
              statement.setLong(5, replay);
            });
  }
}
