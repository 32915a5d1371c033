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
END
$drop$
