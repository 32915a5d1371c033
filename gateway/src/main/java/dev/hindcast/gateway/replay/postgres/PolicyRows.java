package dev.hindcast.gateway.replay.postgres;

import dev.hindcast.gateway.replay.Derivation;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.policy.bundle.ParamOverride;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The policies of a row of {@code replay}. */
public final class PolicyRows {
  /** The columns that {@link #candidate} reads, of the table under this alias. */
  public static final String CANDIDATE =
      "r.bundle, r.candidate_version, r.candidate_digest, r.base_digest, r.override_params, r.override_values";

  private PolicyRows() {}

  public static PolicyRef candidate(ResultSet row) throws SQLException {
    return new PolicyRef(
        row.getString("bundle"),
        row.getString("candidate_version"),
        row.getString("candidate_digest"),
        false,
        derivation(row));
  }

  private static Optional<Derivation> derivation(ResultSet row) throws SQLException {
    var base = row.getString("base_digest");
    if (base.isEmpty()) {
      return Optional.empty();
    }
    var params = (String[]) row.getArray("override_params").getArray();
    var values = (String[]) row.getArray("override_values").getArray();
    List<ParamOverride> overrides = new ArrayList<>();
    for (int i = 0; i < params.length; i++) {
      overrides.add(new ParamOverride(params[i], values[i]));
    }
    return Optional.of(new Derivation(base, overrides));
  }
}
