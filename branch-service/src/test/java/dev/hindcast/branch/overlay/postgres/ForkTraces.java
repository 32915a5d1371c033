package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.provider.StoreUnderTest;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** What the catalogs say of a fork's schema and login, by the ids that they had. */
final class ForkTraces {
  private ForkTraces() {}

  static Supplier<List<String>> of(StoreUnderTest store, String name) {
    var schema = one(store, "SELECT oid FROM pg_namespace WHERE nspname = '" + name + "'");
    var login = one(store, "SELECT oid FROM pg_roles WHERE rolname = '" + name + "'");
    return () ->
        query(
            store,
            """
      SELECT 'schema ' || nspname FROM pg_namespace WHERE oid = %1$s OR nspname = '%3$s'
      UNION ALL SELECT 'login ' || rolname FROM pg_roles WHERE oid = %2$s OR rolname = '%3$s'
      UNION ALL SELECT 'relation ' || relname FROM pg_class WHERE relnamespace = %1$s OR relowner = %2$s
      UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = %1$s OR proowner = %2$s
      UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = %1$s OR typowner = %2$s
      UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE tgrelid NOT IN (SELECT oid FROM pg_class)
      UNION ALL SELECT 'dependency on schema' FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass AND refobjid = %1$s
      UNION ALL SELECT 'dependency on login' FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = %2$s
      UNION ALL SELECT 'membership' FROM pg_auth_members WHERE roleid = %2$s OR member = %2$s OR grantor = %2$s
      UNION ALL SELECT 'setting' FROM pg_db_role_setting WHERE setrole = %2$s
      UNION ALL SELECT 'comment on schema' FROM pg_description WHERE classoid = 'pg_namespace'::regclass AND objoid = %1$s
      UNION ALL SELECT 'comment on login' FROM pg_shdescription WHERE classoid = 'pg_authid'::regclass AND objoid = %2$s
      UNION ALL SELECT 'large object' FROM pg_largeobject_metadata WHERE lomowner = %2$s
      UNION ALL SELECT 'session' FROM pg_stat_activity WHERE usesysid = %2$s
      """
                .formatted(schema, login, name));
  }

  private static String one(StoreUnderTest store, String sql) {
    return query(store, sql).getFirst();
  }

  private static List<String> query(StoreUnderTest store, String sql) {
    try (var connection = store.open()) {
      return StoreUnderTest.texts(connection, sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
