package dev.hindcast.tracestore.prepare;

import java.util.List;

/** Numbering rows anew that bear another cluster's transactions. */
final class Restamp {

  // Transaction 3 is older than every snapshot. A column's type is not changed while a trigger's
  // condition reads it.
  private static final String TABLE =
      """
      DROP TRIGGER recorded_xid ON hindcast.%1$s;
      ALTER TABLE hindcast.%1$s ALTER COLUMN recorded_xid DROP DEFAULT, ALTER COLUMN recorded_xid TYPE xid8 USING '3'::xid8;
      ALTER TABLE hindcast.%1$s ALTER COLUMN recorded_xid SET DEFAULT pg_current_xact_id();
      CREATE TRIGGER recorded_xid BEFORE INSERT ON hindcast.%1$s FOR EACH ROW
        WHEN (NEW.recorded_xid IS DISTINCT FROM pg_current_xact_id()) EXECUTE FUNCTION hindcast.force_recorded_xid();
      ALTER TABLE hindcast.%1$s ENABLE ALWAYS TRIGGER recorded_xid""";

  static final List<String> TRACES =
      List.of(
          TABLE.formatted("action"),
          TABLE.formatted("workflow_outcome"),
          TABLE.formatted("policy_activation"));

  static final List<String> PINS =
      List.of(
          "DELETE FROM hindcast_pin.fork",
          "DELETE FROM hindcast_pin.breach",
          "SELECT setval('hindcast_pin.armed', 0)");

  private Restamp() {}
}
