-- Removes what fork.sql made, all of it: one statement, so one transaction. Repeating it changes nothing. close.sql comes first.
DO $drop$
DECLARE
  fork CONSTANT name := '${fork}';
BEGIN
  PERFORM set_config('lock_timeout', '5s', true);
  BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = fork) THEN
      EXECUTE format('COMMENT ON ROLE %I IS %L', fork, shobj_description((SELECT oid FROM pg_roles WHERE rolname = fork), 'pg_authid'));
    END IF;
  EXCEPTION
    WHEN undefined_object THEN
      RETURN; -- another call has dropped all of it meanwhile
  END;
  EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', fork);
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = fork) THEN
    -- Also what it may have made elsewhere in this database, as large objects.
    EXECUTE format('DROP OWNED BY %I CASCADE', fork);
    BEGIN
      EXECUTE format('DROP ROLE %I', fork);
    EXCEPTION
      WHEN dependent_objects_still_exist THEN
        NULL; -- it owns something in another database; it stays, without a door, and the caller sees it
    END;
  END IF;
  -- Last, and in the same transaction: its before-images are needed until its views are gone.
  IF EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'hindcast_pin' AND c.relname = 'fork'
             AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'DELETE')) THEN
    EXECUTE 'DELETE FROM hindcast_pin.fork WHERE fork = $1' USING fork::text;
  END IF;
END
$drop$
