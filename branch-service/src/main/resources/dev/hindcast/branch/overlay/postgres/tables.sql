-- Adds the tables and views of further schemas to a fork that fork.sql has just made, in its transaction and at its cut. A table becomes a view over
-- its rows, their before-images (rows that ended after the cut), and a delta of what the fork writes, less the keys that the fork took away.
-- Names of our own have a colon in them: a store's tables hardly do.
DO $tables$
DECLARE
  fork     CONSTANT name   := '${fork}';
  schemas  CONSTANT text[] := string_to_array('${schemas}', ',');
  pinning  CONSTANT bool   := ${pins};
  home     CONSTANT oid    := to_regnamespace('${fork}');
  cut      text;
  armed    bigint;
  tab      record;
  col      record;
  mine     text;
  view     text;
  delta    text;
  gone     text;
  own      text;
  reason   text;
  first_id numeric;
  pinned   bool;
  sequences  jsonb := '{}';
  defaults   text;
  checks     text;
  body       text;
  found_rows bigint;
  base_bytes   bigint;
  parent_bytes bigint;
BEGIN
  IF current_setting('hindcast.made', true) IS DISTINCT FROM fork::text THEN
    RETURN; -- it was there before
  END IF;
  -- Whatever PostgreSQL prints from here on names its schema.
  PERFORM set_config('search_path', 'pg_catalog', true);
  cut := obj_description(home, 'pg_namespace')::jsonb ->> 'snapshot';
  SELECT count(*) INTO found_rows FROM pg_namespace WHERE nspname = ANY (schemas);
  IF found_rows < cardinality(schemas) THEN
    RAISE EXCEPTION USING ERRCODE = 'HC003', MESSAGE = 'a configured schema does not exist';
  END IF;

  IF pinning THEN
    -- All who may have found the triggers unarmed have ended before the cut; and from here on nobody disarms them, for we hold a lock on the table of forks since before the cut.
    SELECT last_value INTO armed FROM hindcast_pin.armed;
    IF armed <= 1 OR pg_snapshot_xmin(cut::pg_snapshot)::text::numeric <= armed THEN
      RAISE EXCEPTION USING ERRCODE = 'HC001', MESSAGE = 'the cut is too early';
    END IF;
    INSERT INTO hindcast_pin.fork (fork, installation, store, uid, snapshot)
    SELECT fork, label ->> 'installation', label ->> 'store', label ->> 'uid', cut::pg_snapshot
    FROM (SELECT obj_description(home, 'pg_namespace')::jsonb AS label) AS l
    ON CONFLICT ON CONSTRAINT fork_pkey DO UPDATE SET snapshot = excluded.snapshot;
  END IF;

  EXECUTE format('ALTER ROLE %I SET search_path = %s', fork,
    (SELECT string_agg(quote_ident(s), ', ' ORDER BY place) FROM unnest(fork::text || schemas) WITH ORDINALITY AS p (s, place)));
  -- The planner takes the look for a shadowed key for dearer than it is, which would have every longer query compiled.
  EXECUTE format('ALTER ROLE %I SET jit = off', fork);
  EXECUTE format(
    $table$CREATE TABLE %I.hindcast_table (
      relation    oid  NOT NULL PRIMARY KEY,
      schema_name text NOT NULL,
      table_name  text NOT NULL,
      name        text,
      kind        text NOT NULL,
      reason      text NOT NULL,
      leaves      jsonb NOT NULL)$table$, fork);
  EXECUTE format('COMMENT ON TABLE %I.hindcast_table IS %L', fork, 'How well this fork holds each table of its store, as of its making; name is the table''s in here');
  EXECUTE format('GRANT SELECT ON %I.hindcast_table TO %I', fork, fork);

  FOR tab IN
    SELECT c.oid, n.nspname, c.relname, c.relkind, format('%I.%I', n.nspname, c.relname) AS source, k.columns AS key, a.*, p.image, p.obstacle,
      leaves.list AS leaves
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN LATERAL (
      SELECT array_agg(b.attname ORDER BY x.position) AS columns
      FROM pg_index d
      CROSS JOIN unnest((d.indkey::smallint[])[0:d.indnkeyatts - 1]) WITH ORDINALITY AS x (number, position)
      JOIN pg_attribute b ON b.attrelid = c.oid AND b.attnum = x.number
      WHERE d.indrelid = c.oid AND d.indisunique AND d.indisvalid AND d.indpred IS NULL AND d.indexprs IS NULL AND (d.indisprimary OR d.indimmediate)
      GROUP BY d.indexrelid, d.indisprimary HAVING bool_and(b.attnotnull)
      ORDER BY d.indisprimary DESC, count(*), d.indexrelid LIMIT 1) AS k ON true
    CROSS JOIN LATERAL (
      SELECT string_agg(quote_ident(b.attname), ', ' ORDER BY b.attnum) AS columns,
        string_agg(CASE WHEN b.attgenerated = 'v' THEN '(' || pg_get_expr(e.adbin, e.adrelid) || ') AS ' ELSE '' END || quote_ident(b.attname), ', ' ORDER BY b.attnum) AS image_columns,
        string_agg(quote_ident(b.attname), ', ' ORDER BY b.attnum) FILTER (WHERE b.attgenerated = '') AS written,
        string_agg('NEW.' || quote_ident(b.attname), ', ' ORDER BY b.attnum) FILTER (WHERE b.attgenerated = '') AS new_values,
        string_agg(b.attname || ' ' || b.atttypid, ',' ORDER BY b.attnum) AS signature
      FROM pg_attribute b LEFT JOIN pg_attrdef e ON e.adrelid = b.attrelid AND e.adnum = b.attnum
      WHERE b.attrelid = c.oid AND b.attnum > 0 AND NOT b.attisdropped) AS a
    CROSS JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('oid', l.oid::bigint, 'file', pg_relation_filenode(l.oid)::bigint, 'guarded', EXISTS (
        SELECT FROM pg_trigger t WHERE t.tgrelid = l.oid AND t.tgname = 'zz_hindcast_truncate' AND t.tgenabled = 'A'))) AS list
      FROM (SELECT c.oid UNION SELECT relid FROM pg_partition_tree(c.oid)) AS l (oid)) AS leaves
    CROSS JOIN LATERAL (SELECT NULL::text AS image, CASE
      WHEN c.relkind = 'f' THEN 'a foreign table: its rows change elsewhere'
      WHEN c.relpersistence <> 'p' THEN 'an unlogged table: a crash of the store empties it'
      WHEN EXISTS (SELECT FROM pg_inherits h WHERE (h.inhparent = c.oid AND c.relkind <> 'p') OR h.inhrelid = c.oid) THEN 'inheritance: triggers are not inherited'
      WHEN k.columns IS NULL THEN 'no primary key and no unique index over columns that are never null'
      WHEN row_security_active(c.oid) THEN 'row-level security decides what the service''s login sees of it'
      ELSE '' END AS obstacle) AS p
    WHERE n.nspname = ANY (schemas) AND c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition
    ORDER BY array_position(schemas, n.nspname::text), c.relname
  LOOP
    IF NOT has_table_privilege(tab.oid, 'SELECT') THEN
      EXECUTE format('INSERT INTO %I.hindcast_table VALUES ($1, $2, $3, NULL, $4, $5, $6)', fork)
      USING tab.oid, tab.nspname, tab.relname, 'NOT_PINNED', 'not in the fork: the service''s login has no SELECT on it', tab.leaves;
      CONTINUE;
    END IF;
    mine := tab.relname;
    IF EXISTS (SELECT FROM pg_class WHERE relnamespace = home AND relname = mine) THEN
      mine := tab.nspname || '.' || tab.relname; -- an earlier schema has the name
      IF octet_length(mine) > 63 OR EXISTS (SELECT FROM pg_class WHERE relnamespace = home AND relname = mine) THEN
        mine := left(tab.relname, 20) || '.' || md5(tab.source);
      END IF;
    END IF;
    own := CASE WHEN octet_length(mine) <= 50 THEN mine ELSE left(mine, 12) || ':' || md5(mine) END;
    view := format('%I.%I', fork, mine);
    delta := format('%I.%I', fork, own || ':delta');
    gone := format('%I.%I', fork, own || ':gone');

    reason := tab.obstacle;
    IF reason = '' AND NOT pinning THEN
      reason := 'not prepared for it, or not granted to the service: hindcast store prepare --schemas ' || tab.nspname || ' --login ' || current_user;
    ELSIF reason = '' THEN
      SELECT p.image, CASE
        WHEN p.system <> (SELECT system_identifier::text FROM pg_control_system()) THEN 'prepared in another cluster: repeat hindcast store prepare'
        WHEN p.columns <> tab.signature THEN 'its columns changed since it was prepared: repeat hindcast store prepare'
        WHEN NOT has_table_privilege(format('hindcast_pin.%I', p.image), 'SELECT') THEN 'the service''s login may not read its before-images: hindcast store prepare --login'
        WHEN (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = tab.oid AND t.tgenabled = 'A'
              AND t.tgname IN ('zz_hindcast_insert', 'zz_hindcast_update', 'zz_hindcast_keep')) < 3
          OR EXISTS (SELECT FROM pg_trigger t JOIN pg_partition_tree(tab.oid) l ON l.relid = t.tgrelid
              WHERE t.tgname IN ('zz_hindcast_insert', 'zz_hindcast_update', 'zz_hindcast_keep') AND t.tgenabled <> 'A')
          THEN 'its triggers are gone or switched off: repeat hindcast store prepare'
        ELSE '' END
      INTO tab.image, reason FROM hindcast_pin.prepared p WHERE p.relation = tab.oid;
      IF NOT FOUND THEN
        reason := 'not prepared for it, or not granted to the service: hindcast store prepare --schemas ' || tab.nspname || ' --login ' || current_user;
      END IF;
    END IF;
    pinned := reason = '';
    EXECUTE format('INSERT INTO %I.hindcast_table VALUES ($1, $2, $3, $4, $5, $6, $7)', fork)
    USING tab.oid, tab.nspname, tab.relname, mine, CASE WHEN pinned THEN 'PINNED' ELSE 'NOT_PINNED' END, reason, tab.leaves;

    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING COMMENTS EXCLUDING IDENTITY EXCLUDING DEFAULTS EXCLUDING STATISTICS)', delta, tab.source);
    IF tab.key IS NOT NULL THEN
      EXECUTE format('CREATE TABLE %s AS SELECT %s FROM %s WITH NO DATA', gone, (SELECT string_agg(quote_ident(k), ', ') FROM unnest(tab.key) AS k), tab.source);
      EXECUTE format('ALTER TABLE %s ADD PRIMARY KEY (%s)', gone, (SELECT string_agg(quote_ident(k), ', ') FROM unnest(tab.key) AS k));
    END IF;

    -- As in fork.sql the conditions stand above the UNION ALL, where the planner hands each member what concerns it and keeps the order of indexes.
    EXECUTE format(
      $view$CREATE VIEW %1$s AS SELECT %2$s FROM (
        SELECT %2$s, %3$s AS "hindcast:born", NULL::xid8 AS "hindcast:ended", true AS "hindcast:base" FROM %4$s
        %5$s
        UNION ALL SELECT %2$s, NULL::xid8, NULL::xid8, false FROM %6$s) AS rows
        WHERE %7$s AND %8$s$view$,
      view, tab.columns,
      CASE WHEN pinned THEN 'hindcast_xid' ELSE 'NULL::xid8' END,
      tab.source,
      CASE WHEN pinned THEN format('UNION ALL SELECT %s, hindcast_xid, ended_xid, true FROM hindcast_pin.%I', tab.image_columns, tab.image) ELSE '' END,
      delta,
      CASE WHEN pinned THEN format(
        '("hindcast:born" IS NULL OR pg_visible_in_snapshot("hindcast:born", %1$L::pg_snapshot)) AND ("hindcast:ended" IS NULL OR NOT pg_visible_in_snapshot("hindcast:ended", %1$L::pg_snapshot))', cut)
        ELSE 'true' END,
      CASE WHEN tab.key IS NULL THEN 'true' ELSE format('(NOT "hindcast:base" OR NOT EXISTS (SELECT FROM %s AS g WHERE %s))', gone,
        (SELECT string_agg(format('g.%1$I = rows.%1$I', k), ' AND ') FROM unnest(tab.key) AS k)) END);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', view, fork);

    -- Defaults; what counts by a sequence of the store counts by a sequence of the fork.
    defaults := NULL;
    FOR col IN
      SELECT b.attname, b.attnum, b.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) AS is_number, b.attidentity <> '' AS is_identity,
        pg_get_expr(e.adbin, e.adrelid) AS expression, s.seqrelid, s.seqtypid, s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcycle, q.relname AS seqname,
        s.seqrelid::regclass::text AS seqtext
      FROM pg_attribute b
      LEFT JOIN pg_attrdef e ON e.adrelid = b.attrelid AND e.adnum = b.attnum AND b.attgenerated = ''
      LEFT JOIN LATERAL (
        SELECT d.objid AS oid FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = b.attrelid
          AND d.refobjsubid = b.attnum AND d.deptype = 'i' AND b.attidentity <> ''
        UNION ALL
        SELECT d.refobjid FROM pg_depend d JOIN pg_class r ON r.oid = d.refobjid AND r.relkind = 'S'
        WHERE d.classid = 'pg_attrdef'::regclass AND d.objid = e.oid AND d.refclassid = 'pg_class'::regclass
        LIMIT 1) AS counter ON true
      LEFT JOIN pg_sequence s ON s.seqrelid = counter.oid
      LEFT JOIN pg_class q ON q.oid = s.seqrelid
      WHERE b.attrelid = tab.oid AND b.attnum > 0 AND NOT b.attisdropped AND (e.oid IS NOT NULL OR b.attidentity <> '')
      ORDER BY b.attnum
    LOOP
      IF col.seqrelid IS NOT NULL AND sequences ->> col.seqrelid::text IS NULL THEN
        first_id := NULL;
        IF has_sequence_privilege(col.seqrelid, 'SELECT') THEN
          EXECUTE format('SELECT CASE WHEN is_called THEN last_value + $1 ELSE last_value END FROM %s', col.seqtext) INTO first_id USING col.seqincrement;
        END IF;
        IF col.is_number AND (first_id IS NULL OR EXISTS (SELECT FROM pg_index d WHERE d.indrelid = tab.oid AND d.indisvalid AND d.indpred IS NULL AND d.indkey[0] = col.attnum)) THEN
          EXECUTE format(
            CASE WHEN col.seqincrement > 0 THEN 'SELECT greatest($1, max(%I)::numeric + 1) FROM %s' ELSE 'SELECT least($1, min(%I)::numeric - 1) FROM %s' END,
            col.attname, tab.source)
          INTO first_id USING first_id;
        END IF;
        first_id := least(greatest(coalesce(first_id, col.seqstart), col.seqmin), col.seqmax);
        own := col.seqname;
        IF EXISTS (SELECT FROM pg_class WHERE relnamespace = home AND relname = own) THEN
          own := 'seq:' || col.seqrelid;
        END IF;
        own := format('%I.%I', fork, own);
        EXECUTE format('CREATE SEQUENCE %s AS %s INCREMENT %s MINVALUE %s MAXVALUE %s START %s %s', own, format_type(col.seqtypid, -1), col.seqincrement,
          col.seqmin, col.seqmax, first_id, CASE WHEN col.seqcycle THEN 'CYCLE' ELSE '' END);
        EXECUTE format('ALTER SEQUENCE %s OWNED BY %s.%I', own, delta, col.attname);
        EXECUTE format('GRANT USAGE, SELECT, UPDATE ON SEQUENCE %s TO %I', own, fork);
        sequences := sequences || jsonb_build_object(col.seqrelid::text, own);
      END IF;
      own := sequences ->> col.seqrelid::text;
      defaults := concat_ws(', ', defaults, format('ALTER COLUMN %I SET DEFAULT %s', col.attname, CASE
        WHEN col.is_identity THEN format('nextval(%L::regclass)', own)
        WHEN col.seqrelid IS NOT NULL THEN replace(col.expression, quote_literal(col.seqtext), quote_literal(own))
        ELSE col.expression END));
    END LOOP;
    IF defaults IS NOT NULL THEN
      EXECUTE format('ALTER VIEW %s %s', view, defaults);
    END IF;

    -- Among the fork's own rows the delta's indexes decide; against the store's rows a look before.
    SELECT string_agg(
      format(
        $check$IF (TG_OP = 'INSERT' OR (%1$s) IS DISTINCT FROM (%2$s)) AND EXISTS (SELECT FROM %3$s AS o WHERE %4$s) THEN
          RAISE unique_violation USING MESSAGE = %5$L, TABLE = %6$L, SCHEMA = %7$L, CONSTRAINT = %8$L; END IF; $check$,
        k.new, k.old, view, k.same, 'duplicate key value violates unique constraint "' || c.relname || '"', mine, fork, c.relname), '')
    INTO checks
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    CROSS JOIN LATERAL (
      SELECT string_agg(format('o.%1$I = NEW.%1$I', attname), ' AND ' ORDER BY x.position) AS same,
        string_agg(format('NEW.%I', attname), ', ' ORDER BY x.position) AS new, string_agg(format('OLD.%I', attname), ', ' ORDER BY x.position) AS old
      FROM unnest((i.indkey::smallint[])[0:i.indnkeyatts - 1]) WITH ORDINALITY AS x (number, position)
      JOIN pg_attribute b ON b.attrelid = i.indrelid AND b.attnum = x.number) AS k
    WHERE i.indrelid = tab.oid AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL;

    IF tab.key IS NOT NULL THEN
      -- A row that somebody else changed meanwhile is refused as PostgreSQL refuses it at REPEATABLE READ; one that somebody else deleted, or that this
      -- statement changed already, is left alone, as PostgreSQL leaves it.
      body := format(
        $body$
        DECLARE
          mine record;
        BEGIN
          IF TG_OP <> 'INSERT' THEN
            SELECT %1$s INTO mine FROM %2$s AS d WHERE %3$s FOR UPDATE;
            IF FOUND THEN
              IF mine *<> OLD THEN
                IF EXISTS (SELECT FROM %2$s AS d WHERE %3$s AND d.xmin = pg_current_xact_id()::xid) THEN
                  RETURN NULL;
                END IF;
                RAISE serialization_failure USING MESSAGE = 'another session of the fork changed the row: try again';
              END IF;
              DELETE FROM %2$s AS d WHERE %3$s;
            ELSE
              IF NOT EXISTS (SELECT FROM %7$s AS d WHERE %3$s) THEN
                RETURN NULL;
              END IF;
              INSERT INTO %4$s (%5$s) VALUES (%6$s) ON CONFLICT DO NOTHING;
              IF NOT FOUND THEN
                IF EXISTS (SELECT FROM %2$s AS d WHERE %3$s) THEN
                  RAISE serialization_failure USING MESSAGE = 'another session of the fork changed the row: try again';
                END IF;
                RETURN NULL;
              END IF;
            END IF;
            IF TG_OP = 'DELETE' THEN
              RETURN OLD;
            END IF;
          END IF;
          $body$,
        tab.columns, delta, (SELECT string_agg(format('d.%1$I = OLD.%1$I', k), ' AND ') FROM unnest(tab.key) AS k), gone,
        (SELECT string_agg(quote_ident(k), ', ') FROM unnest(tab.key) AS k), (SELECT string_agg(format('OLD.%I', k), ', ') FROM unnest(tab.key) AS k), view);
    ELSE
      body := format(
        $body$
        DECLARE
          place tid;
        BEGIN
          IF TG_OP <> 'INSERT' THEN
            SELECT d.ctid INTO place FROM %2$s AS d WHERE (SELECT r FROM (SELECT %1$s) AS r) *= OLD LIMIT 1 FOR UPDATE;
            IF NOT FOUND THEN
              RAISE feature_not_supported USING MESSAGE = %3$L;
            END IF;
            DELETE FROM %2$s AS d WHERE d.ctid = place;
            IF TG_OP = 'DELETE' THEN
              RETURN OLD;
            END IF;
          END IF;
          $body$,
        tab.columns, delta, 'a fork cannot change rows of the store in ' || tab.source || ': it has no key; rows that the fork inserted can be changed');
    END IF;
    body := body || coalesce(checks, '') || format(
      'INSERT INTO %s (%s) VALUES (%s) RETURNING %s INTO NEW; RETURN NEW; END', delta, tab.written, tab.new_values, tab.columns);
    own := format('%I.%I', fork, CASE WHEN octet_length(mine) <= 50 THEN mine ELSE left(mine, 12) || ':' || md5(mine) END || ':write');
    -- With its owner's rights: the login has none on the tables behind the view. The store's schemas are in sight for the operators of their types.
    EXECUTE format('CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, %s, pg_temp AS %L', own,
      (SELECT string_agg(quote_ident(s), ', ' ORDER BY p) FROM unnest(schemas) WITH ORDINALITY AS x (s, p)), body);
    EXECUTE format('CREATE TRIGGER write INSTEAD OF INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s()', view, own);
  END LOOP;

  -- The store's views, over what has just been made: printed while the store's names are in sight, read while the fork's are.
  FOR tab IN
    WITH RECURSIVE depends (view, relation) AS (
      SELECT DISTINCT r.ev_class, d.refobjid FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
    ), views (oid) AS (
      SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY (schemas) AND c.relkind IN ('v', 'm')
    ), depth (oid, level) AS (
      SELECT oid, 0 FROM views
      UNION
      SELECT d.view, depth.level + 1 FROM depth JOIN depends d ON d.relation = depth.oid JOIN views ON views.oid = d.view
    )
    SELECT c.oid, n.nspname, c.relname, c.relkind, format('%I.%I', n.nspname, c.relname) AS source, c.reloptions,
      (SELECT string_agg(DISTINCT o.oid::regclass::text, ', ') FROM depends d JOIN pg_class o ON o.oid = d.relation AND o.relkind <> 'S'
         JOIN pg_namespace m ON m.oid = o.relnamespace
       WHERE d.view = c.oid AND m.nspname <> 'pg_catalog' AND NOT (m.nspname = 'hindcast' AND o.relname IN ('action', 'workflow_outcome', 'policy_activation'))
         AND NOT m.nspname = ANY (schemas)) AS outside,
      ARRAY(SELECT d.relation FROM depends d WHERE d.view = c.oid) AS reads
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN (SELECT oid, max(level) AS level FROM depth GROUP BY oid) AS l ON l.oid = c.oid
    ORDER BY l.level, array_position(schemas, n.nspname::text), c.relname
  LOOP
    reason := '';
    mine := tab.relname;
    IF EXISTS (SELECT FROM pg_class WHERE relnamespace = home AND relname = mine) THEN
      mine := left(tab.nspname || '.' || tab.relname, 63);
    END IF;
    view := format('%I.%I', fork, mine);
    BEGIN
      IF tab.relkind = 'm' THEN
        EXECUTE format('CREATE VIEW %s AS SELECT * FROM %s', view, tab.source);
        reason := 'a materialized view: it shows what the store refreshed last';
      ELSE
        -- What an earlier schema hides is printed with its schema, and would lead back to the store.
        EXECUTE format('SELECT string_agg(schema_name || ''.'' || table_name, '', '') FROM %I.hindcast_table WHERE relation = ANY ($1) AND name IS DISTINCT FROM table_name', fork)
        INTO reason USING tab.reads;
        IF reason IS NOT NULL THEN
          RAISE EXCEPTION USING ERRCODE = 'HC004', MESSAGE = 'it reads ' || reason || ', which has another name here or is missing';
        END IF;
        PERFORM set_config('search_path', 'hindcast, ' || (SELECT string_agg(quote_ident(s), ', ' ORDER BY p) FROM unnest(schemas) WITH ORDINALITY AS x (s, p)), true);
        body := pg_get_viewdef(tab.oid);
        PERFORM set_config('search_path', quote_ident(fork) || ', ' || (SELECT string_agg(quote_ident(s), ', ' ORDER BY p) FROM unnest(schemas) WITH ORDINALITY AS x (s, p)), true);
        EXECUTE format('CREATE VIEW %s %s AS %s', view,
          CASE WHEN 'security_barrier=true' = ANY (tab.reloptions) THEN 'WITH (security_barrier)' ELSE '' END, body);
        PERFORM set_config('search_path', 'pg_catalog', true);
        reason := coalesce('it reads ' || tab.outside || ', outside of the store''s schemas: later changes there show through', '');
      END IF;
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', view, fork);
    EXCEPTION
      WHEN query_canceled OR lock_not_available THEN
        RAISE;
      WHEN OTHERS THEN
        PERFORM set_config('search_path', 'pg_catalog', true);
        reason := 'not in the fork, this view cannot be made there: ' || CASE SQLSTATE WHEN 'HC004' THEN SQLERRM ELSE 'SQLSTATE ' || SQLSTATE END;
        mine := NULL;
    END;
    IF reason <> '' THEN
      EXECUTE format('INSERT INTO %I.hindcast_table VALUES ($1, $2, $3, $4, $5, $6, $7)', fork)
      USING tab.oid, tab.nspname, tab.relname, mine, 'NOT_PINNED', reason, '[]'::jsonb;
    END IF;
  END LOOP;

  SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) INTO base_bytes FROM pg_class c WHERE c.relnamespace = home AND c.relkind = 'r';
  EXECUTE format('SELECT coalesce(sum(pg_total_relation_size((leaf ->> ''oid'')::oid)), 0) FROM %I.hindcast_table, jsonb_array_elements(leaves) AS leaf', fork)
  INTO parent_bytes;
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', fork, (
    SELECT label || jsonb_build_object('base_bytes', base_bytes, 'parent_bytes', (label ->> 'parent_bytes')::bigint + parent_bytes, 'schemas', schemas)
    FROM (SELECT obj_description(home, 'pg_namespace')::jsonb AS label) AS l));
  PERFORM set_config('search_path', 'pg_catalog', true);
END
$tables$
