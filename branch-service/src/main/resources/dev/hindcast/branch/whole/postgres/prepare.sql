-- Makes a forked server safe and ready: whatever of the store could act on the world is switched off, every login but ours is shut, and the
-- branch's own login and schema are made. One statement, so one transaction. Repeating it changes nothing.
-- What the engine's login may not touch stays and is told: a managed engine keeps roles and extensions of its own.
DO $prepare$
DECLARE
  fork     CONSTANT name  := '${fork}';
  label    CONSTANT jsonb := '${label}';
  horizon  CONSTANT text  := '${horizon}';
  untouched text[] := '{}';
  arrived  bigint;
  item     record;
BEGIN
  IF pg_is_in_recovery() THEN
    RAISE object_not_in_prerequisite_state USING MESSAGE = 'still in recovery';
  END IF;
  IF EXISTS (SELECT FROM pg_namespace WHERE nspname = fork) THEN
    RETURN;
  END IF;
  -- The role's name is the lock: of two calls the second waits here for the first. Not an advisory lock, which every login could take and keep.
  BEGIN
    EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L CONNECTION LIMIT ${connections}', fork, '${verifier}');
  EXCEPTION
    WHEN unique_violation OR duplicate_object THEN
      IF EXISTS (SELECT FROM pg_namespace WHERE nspname = fork) THEN
        RETURN;
      END IF;
      RAISE;
  END;

  -- Subscriptions of this database would pull from, and move the slots of, somebody else's publisher.
  FOR item IN SELECT subname FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) LOOP
    BEGIN
      EXECUTE format('ALTER SUBSCRIPTION %I DISABLE', item.subname);
      EXECUTE format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', item.subname);
      EXECUTE format('DROP SUBSCRIPTION %I', item.subname);
    EXCEPTION WHEN insufficient_privilege THEN untouched := untouched || format('subscription %s', item.subname);
    END;
  END LOOP;
  -- The slots came along in name only, but their backlog would be kept for ever.
  FOR item IN SELECT slot_name FROM pg_replication_slots WHERE NOT active LOOP
    BEGIN
      PERFORM pg_drop_replication_slot(item.slot_name);
    EXCEPTION WHEN insufficient_privilege THEN untouched := untouched || format('slot %s', item.slot_name);
    END;
  END LOOP;
  IF to_regclass('cron.job') IS NOT NULL THEN
    BEGIN
      EXECUTE 'DELETE FROM cron.job';
    EXCEPTION WHEN insufficient_privilege THEN untouched := untouched || 'cron.job'::text;
    END;
  END IF;
  -- Without its mapping a foreign server has no credentials to connect with.
  FOR item IN SELECT srvname, usename FROM pg_user_mappings LOOP
    BEGIN
      EXECUTE format('DROP USER MAPPING FOR %s SERVER %I', CASE item.usename WHEN 'public' THEN 'PUBLIC' ELSE quote_ident(item.usename) END, item.srvname);
    EXCEPTION WHEN insufficient_privilege THEN untouched := untouched || format('user mapping on %s', item.srvname);
    END;
  END LOOP;
  FOR item IN SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname NOT IN (current_user, fork) LOOP
    BEGIN
      EXECUTE format('ALTER ROLE %I NOLOGIN', item.rolname);
    EXCEPTION WHEN insufficient_privilege THEN untouched := untouched || format('role %s', item.rolname);
    END;
  END LOOP;

  EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', fork, '${statement_timeout}');
  EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', fork, '${idle_timeout}');
  EXECUTE format('ALTER ROLE %I SET lock_timeout = %L', fork, '10s');
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I', current_database(), fork);
  EXECUTE format('CREATE SCHEMA %I', fork);
  EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', fork, fork);
  ${loaded_bundle}

  -- The trace tables are append-only, in a fork too. The store's other tables are the branch's to change, as the server is its own.
  EXECUTE format('GRANT USAGE ON SCHEMA ${parent} TO %I', fork);
  EXECUTE format('GRANT SELECT, INSERT ON ${parent}.action, ${parent}.workflow_outcome TO %I', fork);
  EXECUTE format('GRANT SELECT ON ${parent}.policy_activation TO %I', fork); -- what was active at the cut is the baseline: no fork adds to it
  FOR item IN
    SELECT nspname FROM pg_namespace
    WHERE nspname NOT IN ('${parent}', 'information_schema', fork) AND nspname NOT LIKE 'pg\_%' AND nspname NOT LIKE 'hindcast\_%'
  LOOP
    BEGIN
      EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', item.nspname, fork);
      EXECUTE format('GRANT ALL ON ALL TABLES IN SCHEMA %I TO %I', item.nspname, fork);
      EXECUTE format('GRANT ALL ON ALL SEQUENCES IN SCHEMA %I TO %I', item.nspname, fork);
    EXCEPTION WHEN insufficient_privilege THEN untouched := untouched || format('schema %s', item.nspname);
    END;
  END LOOP;
  -- Whoever owns a table may change its shape: here that is the branch.
  FOR item IN
    SELECT c.oid::regclass AS tab FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('${parent}', 'information_schema', fork)
      AND n.nspname NOT LIKE 'pg\_%' AND n.nspname NOT LIKE 'hindcast\_%'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  LOOP
    BEGIN
      EXECUTE format('ALTER TABLE %s OWNER TO %I', item.tab, fork);
    EXCEPTION WHEN insufficient_privilege THEN untouched := untouched || format('owner of %s', item.tab);
    END;
  END LOOP;
  EXECUTE format('ALTER ROLE %I SET search_path = %I, ${parent}%s', fork, fork, (
    SELECT coalesce(string_agg(', ' || quote_ident(nspname), '' ORDER BY nspname), '') FROM pg_namespace
    WHERE nspname NOT IN ('${parent}', 'information_schema', fork) AND nspname NOT LIKE 'pg\_%' AND nspname NOT LIKE 'hindcast\_%'));

  SELECT count(*) INTO arrived FROM ${parent}.action WHERE recorded_xid >= horizon::xid8;
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', fork, label || jsonb_build_object(
    'horizon', horizon, 'recorded', arrived, 'database_bytes', pg_database_size(current_database()), 'untouched', to_jsonb(untouched)));
END
$prepare$
