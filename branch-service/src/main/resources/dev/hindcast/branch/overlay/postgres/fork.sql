-- Makes one fork: a schema of views over the parent's rows that the cut can see, tables for what the branch writes, and a login that reads and
-- appends there and nowhere else. One statement, so one transaction: a fork is there whole or not at all. Repeating it changes nothing.
-- The places in braces are filled with values that need no quoting: Script checks them.
DO $fork$
DECLARE
  fork      CONSTANT name   := '${fork}';
  parent    CONSTANT name   := '${parent}';
  label     CONSTANT jsonb  := '${label}';
  cut       record;
  contract  text;
  source    text;
  view      text;
  delta     text;
  base_bytes   bigint := 0;
  parent_bytes bigint := 0;
  column_names text;
  new_values   text;
  defaults  text;
  key_checks   text;
  identity  name;
  first_id  bigint;
  tab       text;
  is_alien  boolean;
BEGIN
  PERFORM set_config('lock_timeout', '5s', true);
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

  -- What was restored from another cluster's dump bears that cluster's transactions: rows of the future, or of transactions that run here now.
  FOREACH tab IN ARRAY ARRAY['action.recorded_xid', 'workflow_outcome.outcome_id', 'policy_activation.activation_id'] LOOP
    EXECUTE format(
      $alien$SELECT EXISTS (SELECT FROM (SELECT recorded_xid FROM %1$I.%2$I ORDER BY %3$I DESC LIMIT 1) AS newest
        WHERE NOT pg_visible_in_snapshot(recorded_xid, pg_current_snapshot()))$alien$,
      parent, coalesce((SELECT relname FROM pg_class WHERE oid = to_regclass(format('%I.%I', parent, 'mapped_' || split_part(tab, '.', 1)))), split_part(tab, '.', 1)),
      split_part(tab, '.', 2))
    INTO is_alien;
    IF is_alien THEN
      RAISE EXCEPTION USING ERRCODE = 'HC002', MESSAGE = 'rows bear transactions of another cluster';
    END IF;
  END LOOP;

  -- The cut: transactions that this snapshot sees as committed are in, all others are out for ever, whenever they commit.
  SELECT pg_current_snapshot()::text AS snapshot, pg_current_wal_lsn()::text AS lsn, clock_timestamp() AS time, system_identifier::text AS system
  INTO cut FROM pg_control_system();

  EXECUTE format('ALTER ROLE %I SET search_path = %I', fork, fork);
  EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', fork, '${statement_timeout}');
  EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', fork, '${idle_timeout}');
  EXECUTE format('ALTER ROLE %I SET lock_timeout = %L', fork, '10s');
  EXECUTE format('COMMENT ON ROLE %I IS %L', fork, label);
  IF NOT has_database_privilege(fork, current_database(), 'CONNECT') THEN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), fork);
  END IF;
  EXECUTE format('CREATE SCHEMA %I', fork);
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', fork, fork);

  FOREACH tab IN ARRAY ARRAY['action', 'workflow_outcome', 'policy_activation'] LOOP
    -- A view mapped_… shows a team's own tables in the place of ours; columns, keys and defaults are those of our table all the same.
    contract := format('%I.%I', parent, tab);
    source := coalesce((SELECT format('%I.%I', parent, 'mapped_' || tab) WHERE to_regclass(format('%I.%I', parent, 'mapped_' || tab)) IS NOT NULL), contract);
    view := format('%I.%I', fork, tab);
    delta := format('%I.%I', fork, tab || '_delta');
    -- LIKE takes columns, defaults, identity, checks and indexes along: both sides of the view then offer the same orders.
    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING COMMENTS)', delta, contract);

    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum), string_agg('NEW.' || quote_ident(attname), ', ' ORDER BY attnum)
    INTO column_names, new_values
    FROM pg_attribute WHERE attrelid = contract::regclass AND attnum > 0 AND NOT attisdropped;

    -- The condition stands above the UNION ALL, where the planner hands it to the members and keeps their index order (Merge Append); inside the
    -- member it would bury the parent in a subquery scan. '3' is a transaction before every snapshot: what the branch wrote is always visible.
    EXECUTE format(
      $view$CREATE VIEW %1$s AS SELECT %2$s FROM (
        SELECT %2$s, recorded_xid AS hindcast_xid FROM %3$s UNION ALL SELECT %2$s, '3'::xid8 FROM %4$s) AS rows
        WHERE pg_visible_in_snapshot(hindcast_xid, %5$L::pg_snapshot)$view$,
      view, column_names, source, delta, cut.snapshot);

    SELECT attname INTO STRICT identity FROM pg_attribute WHERE attrelid = delta::regclass AND attidentity <> '';
    EXECUTE format('SELECT coalesce(max(%I), 0) + 1 FROM %s', identity, source) INTO first_id;
    -- Its start, too: a reset restarts it there.
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET START WITH %s RESTART', delta, identity, first_id);
    SELECT string_agg(
      format('ALTER COLUMN %I SET DEFAULT %s', attname, coalesce(
        pg_get_expr(adbin, adrelid), format('nextval(%L::regclass)', pg_get_serial_sequence(delta, attname)))), ', ')
    INTO defaults
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = delta::regclass AND attnum > 0 AND NOT attisdropped AND (atthasdef OR attidentity <> '');
    EXECUTE format('ALTER VIEW %s %s', view, defaults);

    -- Parent rows in the fork never change, so a look before the insert is enough; among the branch's own rows the delta's indexes decide.
    SELECT string_agg(
      format(
        $check$IF EXISTS (SELECT FROM %s AS o WHERE %s) THEN
          RAISE unique_violation USING MESSAGE = %L, TABLE = %L, SCHEMA = %L, CONSTRAINT = %L; END IF; $check$,
        view,
        (SELECT string_agg(format('o.%1$I = NEW.%1$I', attname), ' AND ' ORDER BY k.position)
         FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (number, position) JOIN pg_attribute ON attrelid = i.indrelid AND attnum = k.number),
        'duplicate key value violates unique constraint "' || c.relname || '"', tab, fork, c.relname), '')
    INTO key_checks
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = contract::regclass AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL;
    EXECUTE format(
      'CREATE FUNCTION %I.%I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS %L', fork, tab || '_insert',
      format('BEGIN %s INSERT INTO %s (%s) VALUES (%s); RETURN NEW; END', key_checks, delta, column_names, new_values));
    EXECUTE format('CREATE TRIGGER insert INSTEAD OF INSERT ON %s FOR EACH ROW EXECUTE FUNCTION %I.%I()', view, fork, tab || '_insert');
    EXECUTE format('CREATE TRIGGER append_only INSTEAD OF UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %I.refuse_change()', view, parent);

    -- What arrives after the cut, apart from the fork: for a replay that follows it. The bound is for the index; every transaction that the cut does
    -- not see is at or above it.
    IF tab <> 'policy_activation' THEN
      EXECUTE format(
        $live$CREATE VIEW %1$I.%2$I AS SELECT %3$s FROM %4$s
          WHERE recorded_xid >= %5$L::xid8 AND NOT pg_visible_in_snapshot(recorded_xid, %6$L::pg_snapshot)$live$,
        fork, 'hindcast_live_' || tab, column_names, source, pg_snapshot_xmin(cut.snapshot::pg_snapshot)::text, cut.snapshot);
      EXECUTE format('GRANT SELECT ON %I.%I TO %I', fork, 'hindcast_live_' || tab, fork);
    END IF;

    -- Deltas are written by the trigger alone, which checks the keys. What was active at the cut is the baseline: no fork adds to it.
    EXECUTE format('GRANT SELECT%s ON %s TO %I', CASE WHEN tab = 'policy_activation' THEN '' ELSE ', INSERT' END, view, fork);
    EXECUTE format('GRANT USAGE ON SEQUENCE %s TO %I', pg_get_serial_sequence(delta, identity), fork);
    base_bytes := base_bytes + pg_total_relation_size(delta);
    parent_bytes := parent_bytes + pg_total_relation_size(source);
  END LOOP;

  ${loaded_bundle}
  base_bytes := base_bytes + pg_total_relation_size(format('%I.loaded_bundle', fork));

  PERFORM set_config('hindcast.made', fork, true);
  -- The comment is what reconciliation knows a fork by, and what a repeated call answers with.
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', fork, label || jsonb_build_object(
    'snapshot', cut.snapshot, 'lsn', cut.lsn, 'time', cut.time, 'system', cut.system, 'base_bytes', base_bytes, 'parent_bytes', parent_bytes));
END
$fork$
