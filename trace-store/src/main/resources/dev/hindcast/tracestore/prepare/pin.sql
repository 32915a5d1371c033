-- What all pinned tables share. Every statement may be repeated.
CREATE SCHEMA IF NOT EXISTS hindcast_pin;

-- 0: nobody forks, triggers keep nothing. Else armed: 1 since just now, more: the transaction after which nobody can have read 0 any more.
-- A sequence, because its value is seen at once by everybody, by REPEATABLE READ transactions too, and outlives a rollback.
CREATE SEQUENCE IF NOT EXISTS hindcast_pin.armed MINVALUE 0 START 0;
GRANT SELECT ON SEQUENCE hindcast_pin.armed TO PUBLIC;

-- Forks that are open or about to be: written before, removed after. While a row stands, nothing that its snapshot needs is thrown away.
CREATE TABLE IF NOT EXISTS hindcast_pin.fork (
  fork         text        PRIMARY KEY,
  installation text        NOT NULL,
  store        text        NOT NULL,
  uid          text        NOT NULL,
  snapshot     pg_snapshot,
  opened_at    timestamptz NOT NULL DEFAULT now());

CREATE TABLE IF NOT EXISTS hindcast_pin.prepared (
  relation    regclass    PRIMARY KEY,
  image       text        NOT NULL UNIQUE,
  columns     text        NOT NULL,
  system      text        NOT NULL,
  prepared_at timestamptz NOT NULL DEFAULT now());

-- What before-images cannot hold: a TRUNCATE, a change after the table's columns were altered. Production is never refused anything.
CREATE TABLE IF NOT EXISTS hindcast_pin.breach (
  relation oid         NOT NULL,
  kind     text        NOT NULL,
  xid      xid8        NOT NULL,
  at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (relation, kind, xid));

CREATE OR REPLACE FUNCTION hindcast_pin.stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.hindcast_xid := pg_catalog.pg_current_xact_id();
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION hindcast_pin.truncated() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  own CONSTANT xid8 := pg_current_xact_id(); -- before the look at armed, or a fork might not wait for us
BEGIN
  IF (SELECT last_value FROM hindcast_pin.armed) <> 0 THEN
    INSERT INTO hindcast_pin.breach (relation, kind, xid) VALUES (TG_RELID, 'truncated', own) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
