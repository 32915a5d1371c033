-- Empties all that the fork wrote, bundles too, and opens the door again: one statement, so one transaction. close.sql comes first.
DO $reset$
DECLARE
  fork CONSTANT name := '${fork}';
  tables text;
BEGIN
  PERFORM set_config('lock_timeout', '5s', true);
  PERFORM pg_advisory_xact_lock(hashtextextended(fork, 0));
  SELECT string_agg(c.oid::regclass::text, ', ') INTO tables
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = fork AND c.relkind = 'r' AND c.relname <> 'hindcast_table';
  IF tables IS NOT NULL THEN
    EXECUTE 'TRUNCATE ' || tables || ' RESTART IDENTITY';
    EXECUTE format('ALTER ROLE %I LOGIN', fork);
  END IF;
END
$reset$
