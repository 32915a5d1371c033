-- Lets nobody in any more, and makes us a member of the login: who is its admin may do that, and only a member may end its sessions and drop what
-- it owns. The membership goes with the login.
DO $close$
DECLARE
  fork CONSTANT name := '${fork}';
BEGIN
  PERFORM set_config('lock_timeout', '5s', true);
  PERFORM pg_advisory_xact_lock(hashtextextended(fork, 0));
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = fork) THEN
    EXECUTE format('ALTER ROLE %I NOLOGIN', fork);
    EXECUTE format('GRANT %I TO CURRENT_USER', fork);
  END IF;
END
$close$
