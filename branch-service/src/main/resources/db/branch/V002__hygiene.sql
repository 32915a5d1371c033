-- A branch can be set back (RESETTING, an intent), held, cut in the past, given a budget; what became of it is told and proven.
ALTER TABLE branch DROP CONSTRAINT branch_state_check;
ALTER TABLE branch ADD CONSTRAINT branch_state_check
  CHECK (state IN ('CREATING', 'READY', 'RESETTING', 'DELETING', 'DELETED', 'FAILED'));
ALTER TABLE branch DROP CONSTRAINT branch_delete_cause_check;
ALTER TABLE branch ADD CONSTRAINT branch_delete_cause_check
  CHECK (delete_cause IN ('REQUESTED', 'PROMOTED', 'EXPIRED', 'OVER_BUDGET'));
ALTER TABLE branch ADD CONSTRAINT branch_resetting_check CHECK (state <> 'RESETTING' OR handle IS NOT NULL);
ALTER TABLE branch
  ADD COLUMN cut_kind             text        NOT NULL DEFAULT 'NOW' CHECK (cut_kind IN ('NOW', 'LSN', 'TIME', 'SNAPSHOT')),
  ADD COLUMN cut_value            text        NOT NULL DEFAULT '',
  ADD COLUMN max_divergence_bytes bigint      NOT NULL DEFAULT 0 CHECK (max_divergence_bytes >= 0),
  ADD COLUMN discard_proof        text,
  ADD COLUMN hold_time            timestamptz,
  ADD COLUMN warned_for           timestamptz,
  ADD COLUMN divergence_bytes     bigint      CHECK (divergence_bytes >= 0),
  ADD COLUMN measure_time         timestamptz;
UPDATE branch SET discard_proof = 'nothing was noted' WHERE delete_time IS NOT NULL;
ALTER TABLE branch ADD CONSTRAINT branch_discard_check CHECK ((delete_time IS NULL) = (discard_proof IS NULL));
COMMENT ON COLUMN branch.cut_value        IS 'LSN, ISO time or name of the snapshot; empty for NOW';
COMMENT ON COLUMN branch.hold_time        IS 'The latest of its holds; a change of it is none of the record: the revision stays';
COMMENT ON COLUMN branch.warned_for       IS 'The expire_time whose coming was told';
COMMENT ON COLUMN branch.divergence_bytes IS 'As the sweep measured it last; null: not yet, or not known';

DROP INDEX branch_live_name;
CREATE UNIQUE INDEX branch_live_name ON branch (store, branch_id) WHERE state IN ('CREATING', 'READY', 'RESETTING', 'DELETING');
DROP INDEX branch_unsettled;
CREATE INDEX branch_unsettled ON branch (update_time) WHERE state IN ('CREATING', 'RESETTING', 'DELETING');
DROP INDEX branch_expiring;
CREATE INDEX branch_expiring ON branch (greatest(expire_time, hold_time)) WHERE state IN ('READY', 'RESETTING');
CREATE INDEX branch_unmeasured ON branch (measure_time NULLS FIRST) WHERE state = 'READY';

-- Who holds a branch; the latest of them is its hold_time.
CREATE TABLE branch_hold (
  uid       text        COLLATE "C" NOT NULL REFERENCES branch,
  holder    text        NOT NULL,
  hold_time timestamptz NOT NULL,
  PRIMARY KEY (uid, holder)
);

-- What happened to branches. Appended under one lock, so that positions become visible in their order.
CREATE TABLE branch_event (
  position    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  time        timestamptz NOT NULL,
  kind        text        NOT NULL CHECK (kind IN
    ('CREATED', 'READY', 'RESETTING', 'EXPIRING_SOON', 'EXPIRED', 'OVER_BUDGET', 'DELETED', 'FAILED', 'ORPHAN_REMOVED')),
  store       text        NOT NULL,
  branch_id   text,
  uid         text        COLLATE "C" NOT NULL,
  owner       text        NOT NULL,
  expire_time timestamptz,
  detail      text        NOT NULL
);
CREATE INDEX branch_event_time ON branch_event (time);
