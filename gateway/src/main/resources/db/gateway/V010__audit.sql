-- The audit log: appended only, each entry bound to the one before by its hash.

CREATE TABLE audit_head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  number   bigint  NOT NULL CHECK (number >= 0),
  hash     text    COLLATE "C" NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE audit_head IS 'The newest entry. Writers lock its only row, so that numbers have no gaps and hashes one order';
INSERT INTO audit_head (number, hash) VALUES (0, repeat('0', 64));

CREATE TABLE audit_entry (
  number        bigint      PRIMARY KEY CHECK (number >= 1),
  entry_time    timestamptz NOT NULL,
  kind          text        NOT NULL CHECK (kind IN ('ATTEMPT', 'OUTCOME', 'DENIAL')),
  attempt       bigint      NOT NULL CHECK ((kind = 'OUTCOME') = (attempt > 0)),
  subject       text        NOT NULL,
  on_behalf_of  text        NOT NULL,
  method        text        NOT NULL,
  resource      text        NOT NULL,
  detail        text        NOT NULL,
  code          text        NOT NULL,
  suppressed    bigint      NOT NULL CHECK (suppressed >= 0),
  previous_hash text        COLLATE "C" NOT NULL,
  hash          text        COLLATE "C" NOT NULL UNIQUE
);
COMMENT ON TABLE  audit_entry            IS 'Who did what to which resource when';
COMMENT ON COLUMN audit_entry.attempt    IS 'Of an outcome, the number of its attempt; else 0';
COMMENT ON COLUMN audit_entry.suppressed IS 'Denials before this one that were only counted';

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_entry is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
