package dev.hindcast.tracestore.prepare;

import dev.hindcast.tracestore.TraceStoreSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * What the branch-service's login needs on a store beside CREATEROLE and CREATE on the database.
 */
final class Grants {
  private Grants() {}

  static List<String> of(String login, List<String> schemas) {
    var role = quoted(login);
    var all = new ArrayList<String>();
    var readable = new ArrayList<>(schemas);
    readable.add(TraceStoreSchema.NAME);
    for (var schema : readable) {
      all.add("GRANT USAGE ON SCHEMA %s TO %s".formatted(quoted(schema), role));
      all.add("GRANT SELECT ON ALL TABLES IN SCHEMA %s TO %s".formatted(quoted(schema), role));
      all.add("GRANT SELECT ON ALL SEQUENCES IN SCHEMA %s TO %s".formatted(quoted(schema), role));
    }
    all.add("GRANT INSERT ON hindcast.policy_activation TO " + role);
    all.add("GRANT USAGE ON SCHEMA hindcast_pin TO " + role);
    // Before-images are thrown away by whoever deletes the last fork that sees them.
    all.add("GRANT SELECT, DELETE ON ALL TABLES IN SCHEMA hindcast_pin TO " + role);
    all.add("REVOKE DELETE ON hindcast_pin.prepared FROM " + role);
    all.add("GRANT INSERT, UPDATE ON hindcast_pin.fork TO " + role);
    all.add("GRANT SELECT, UPDATE ON SEQUENCE hindcast_pin.armed TO " + role);
    return all;
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
