-- Removes what fork.sql made, all of it: one statement, so one transaction. Repeating it changes nothing. close.sql comes first.
DO $drop$
DECLARE
  fork CONSTANT name := '${fork}';
BEGIN
  PERFORM set_config('lock_timeout', '5s', true);
  PERFORM pg_advisory_xact_lock(hashtextextended(fork, 0));
  EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', fork);
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = fork) THEN
    -- Also what it may have made elsewhere in this database, as large objects.
    EXECUTE format('DROP OWNED BY %I CASCADE', fork);
    EXECUTE format('DROP ROLE %I', fork);
  END IF;
  -- Last, and in the same transaction: its before-images are needed until its views are gone.
  IF EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'hindcast_pin' AND c.relname = 'fork'
             AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'DELETE')) THEN
    EXECUTE 'DELETE FROM hindcast_pin.fork WHERE fork = $1' USING fork::text;
  END IF;
END
$drop$
