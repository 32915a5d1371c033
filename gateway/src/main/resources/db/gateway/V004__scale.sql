-- Replays that are paused or weighted, shards that nobody could finish, and totals that need no look at the shards.
ALTER TABLE replay
  ADD COLUMN priority      integer NOT NULL DEFAULT 10 CHECK (priority BETWEEN 1 AND 100),
  ADD COLUMN end_done      integer NOT NULL DEFAULT 0,
  ADD COLUMN end_actions   bigint  NOT NULL DEFAULT 0,
  ADD COLUMN end_changed   bigint  NOT NULL DEFAULT 0,
  ADD COLUMN end_poisoned  integer NOT NULL DEFAULT 0,
  DROP CONSTRAINT replay_state_check,
  ADD CONSTRAINT replay_state_check CHECK (state IN ('RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED'));
ALTER TABLE replay_shard
  DROP CONSTRAINT replay_shard_state_check,
  ADD CONSTRAINT replay_shard_state_check CHECK (state IN ('PENDING', 'LEASED', 'DONE', 'POISONED'));

UPDATE replay r SET end_done = s.done, end_actions = s.actions, end_changed = s.changed
FROM (SELECT replay_id, count(*) FILTER (WHERE state = 'DONE') AS done, sum(actions) AS actions, sum(changed) AS changed
      FROM replay_shard GROUP BY replay_id) s
WHERE s.replay_id = r.replay_id AND r.state <> 'RUNNING';

-- Only a shard that was tried again looks for its rows by shard; every row that is stored pays for the index.
DROP INDEX change_of_shard;
CREATE INDEX change_of_shard ON change USING brin (replay_id, shard) WITH (pages_per_range = 32, autosummarize = on);

DROP INDEX replay_running;
CREATE INDEX replay_open  ON replay (replay_id) WHERE state IN ('RUNNING', 'PAUSED');
CREATE INDEX replay_ended ON replay (end_time) WHERE end_time IS NOT NULL;
COMMENT ON COLUMN replay.priority    IS 'Its share of free slots, against the shares of the other replays';
COMMENT ON COLUMN replay.end_done    IS 'Committed shards when it ended; while it is open, the shards are counted. Likewise the other end_ columns';
COMMENT ON COLUMN replay_shard.state IS 'POISONED: it failed in every attempt and is not leased again; last_failure is the cause';
