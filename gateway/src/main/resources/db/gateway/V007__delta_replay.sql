-- A delta replay judges only what a changed rule can touch. What it pulls is decided once, when it starts, and written down with it.
ALTER TABLE replay
  ADD COLUMN mode         text   NOT NULL DEFAULT 'FULL' CHECK (mode IN ('FULL', 'DELTA')),
  ADD COLUMN full_reasons text[] NOT NULL DEFAULT '{}',
  ADD COLUMN scan         text   NOT NULL DEFAULT '',
  ADD COLUMN audit_seed   bigint NOT NULL DEFAULT 0,
  ADD COLUMN audit_one_in bigint NOT NULL DEFAULT 0,
  ADD COLUMN plan         bytea,
  ADD COLUMN end_audited  bigint NOT NULL DEFAULT 0,
  ADD CHECK ((mode = 'DELTA') = (scan <> ''));
ALTER TABLE replay_shard ADD COLUMN audited bigint NOT NULL DEFAULT 0;

COMMENT ON COLUMN replay.full_reasons IS 'Why delta replay was not sound, where nobody asked for a mode';
COMMENT ON COLUMN replay.scan         IS 'The statement that finds what a delta replay judges of a range of action ids; empty: everything is judged';
COMMENT ON COLUMN replay.audit_one_in IS 'One in so many actions is in the sample, by a hash of its id and the seed; 0: none is';
COMMENT ON COLUMN replay.plan         IS 'A hindcast.replay.v1.ReplayPlan; null: started before plans were kept';
COMMENT ON COLUMN replay_shard.audited IS 'Actions that were left out, judged as a sample, and found unchanged';
