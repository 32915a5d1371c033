-- Live replay: what arrives in the store after a replay's fork is judged by the same machinery. The live part is a replay of its own that nobody
-- sees but through the replay it belongs to: its slices are shards with leases, epochs and summaries like all others, and history knows nothing of it.
ALTER TABLE replay
  ADD COLUMN live_of   bigint  UNIQUE REFERENCES replay,
  ADD COLUMN following boolean NOT NULL DEFAULT false,
  DROP CONSTRAINT replay_shards_check,
  ADD CONSTRAINT replay_shards_check CHECK (shards > 0 OR live_of IS NOT NULL);
COMMENT ON COLUMN replay.live_of   IS 'The replay whose live part it is; null: it is no live part';
COMMENT ON COLUMN replay.following IS 'Something is to be done for it yet: it is not finished though all its shards are';

-- A live part that has one is not followed any further: asked for once a second, over all that it has judged.
CREATE INDEX replay_shard_poisoned ON replay_shard (replay_id, shard) WHERE state = 'POISONED';

-- How far the store is cut into slices. snapshot moves by compare-and-swap only, in the transaction that writes the slice it ends: so no action is
-- in two slices, and none is in no slice, whatever dies when.
CREATE TABLE following (
  replay_id bigint      PRIMARY KEY REFERENCES replay,
  snapshot  text        NOT NULL,
  cut_time  timestamptz NOT NULL,
  until     timestamptz NOT NULL,
  stop      boolean     NOT NULL DEFAULT false,
  all_cut   boolean     NOT NULL DEFAULT false,
  next_at   timestamptz NOT NULL DEFAULT '-infinity'
);
COMMENT ON COLUMN following.snapshot IS 'Snapshot of the store that ends the newest slice; at first the fork''s';
COMMENT ON COLUMN following.cut_time IS 'When it was taken, by the store''s clock';
COMMENT ON COLUMN following.until    IS 'When following ends by itself';
COMMENT ON COLUMN following.all_cut  IS 'The newest slice is the last one; once all are judged, outcomes are read anew and the live part may be finished';
COMMENT ON COLUMN following.next_at  IS 'A gateway that cuts a slice moves this ahead; when it passes, any gateway cuts the next one';

-- What a shard of a live part covers: the actions that upto sees and since does not, with ids in the shard's range.
CREATE TABLE live_slice (
  replay_id     bigint      NOT NULL REFERENCES following,
  shard         integer     NOT NULL,
  since         text        NOT NULL,
  since_time    timestamptz NOT NULL,
  upto          text        NOT NULL,
  upto_time     timestamptz NOT NULL,
  actions       bigint      NOT NULL,
  newest_action timestamptz NOT NULL,
  PRIMARY KEY (replay_id, shard)
);

-- The live part of each replay that has one, with its progress.
CREATE VIEW live AS
SELECT l.live_of, l.replay_id AS live_id, l.state AS live_state, l.revision AS live_revision, f.stop OR f.all_cut AS live_stopping,
  f.until AS live_until, l.end_time AS live_end_time, l.failure AS live_failure, l.failure_reason AS live_failure_reason, p.slices AS live_slices,
  p.slices_done AS live_slices_done, p.arrived AS live_arrived, p.actions AS live_actions, p.changed AS live_changed, p.newest_action AS live_newest,
  coalesce(p.open_since, f.cut_time) AS live_judged_until
FROM replay l JOIN following f ON f.replay_id = l.replay_id CROSS JOIN LATERAL (
  SELECT count(*) AS slices, count(*) FILTER (WHERE s.state = 'DONE') AS slices_done, coalesce(sum(v.actions), 0) AS arrived,
    coalesce(sum(s.actions), 0) AS actions, coalesce(sum(s.changed), 0) AS changed, max(v.newest_action) FILTER (WHERE s.state = 'DONE') AS newest_action,
    min(v.since_time) FILTER (WHERE s.state IS DISTINCT FROM 'DONE') AS open_since
  FROM live_slice v LEFT JOIN replay_shard s ON s.replay_id = v.replay_id AND s.shard = v.shard WHERE v.replay_id = l.replay_id) p
WHERE l.live_of IS NOT NULL;
