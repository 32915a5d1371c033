-- Lets nobody in any more, and makes us a member of the login: who is its admin may do that, and only a member may end its sessions and drop what
-- it owns. The membership goes with the login. No lock that the login could hold is asked for; who is making the fork just now is waited for, by
-- the name of the role.
DO $close$
DECLARE
  fork CONSTANT name := '${fork}';
BEGIN
  PERFORM set_config('lock_timeout', '5s', true);
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = fork) THEN
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', fork);
      EXECUTE format('DROP ROLE %I', fork);
    EXCEPTION
      WHEN unique_violation OR duplicate_object THEN
        NULL; -- it is there now
    END;
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = fork) THEN
    -- Takes a lock on the role that other calls wait for, and DROP ROLE too.
    EXECUTE format('COMMENT ON ROLE %I IS %L', fork, shobj_description((SELECT oid FROM pg_roles WHERE rolname = fork), 'pg_authid'));
    EXECUTE format('ALTER ROLE %I NOLOGIN', fork);
    EXECUTE format('GRANT %I TO CURRENT_USER', fork);
  END IF;
EXCEPTION
  WHEN undefined_object THEN
    NULL; -- another call has dropped it meanwhile
END
$close$
