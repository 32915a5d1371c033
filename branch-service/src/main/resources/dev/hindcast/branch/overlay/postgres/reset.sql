-- Empties all that the fork wrote, bundles too, and opens the door again: one statement, so one transaction. close.sql comes first.
DO $reset$
DECLARE
  fork CONSTANT name := '${fork}';
  tables text;
BEGIN
  PERFORM set_config('lock_timeout', '5s', true);
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = fork) THEN
    EXECUTE format('COMMENT ON ROLE %I IS %L', fork, shobj_description((SELECT oid FROM pg_roles WHERE rolname = fork), 'pg_authid')); -- the lock
  END IF;
  SELECT string_agg(c.oid::regclass::text, ', ') INTO tables
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = fork AND c.relkind = 'r' AND c.relname <> 'hindcast_table';
  IF tables IS NOT NULL THEN
    EXECUTE 'TRUNCATE ' || tables || ' RESTART IDENTITY';
    EXECUTE format('ALTER ROLE %I LOGIN', fork);
  END IF;
END
$reset$
