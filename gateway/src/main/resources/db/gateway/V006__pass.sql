-- A pass: replays of one branch, window and baseline that read each action once. One leads: its shards are leased; the others' rows follow.
ALTER TABLE replay
  ADD COLUMN pass_id         bigint REFERENCES replay ON DELETE SET NULL,
  ADD COLUMN base_digest     text   NOT NULL DEFAULT '',
  ADD COLUMN override_params text[] NOT NULL DEFAULT '{}',
  ADD COLUMN override_values text[] NOT NULL DEFAULT '{}',
  ADD CHECK (cardinality(override_params) = cardinality(override_values));
CREATE INDEX replay_of_pass ON replay (pass_id, replay_id) WHERE pass_id IS NOT NULL;
COMMENT ON COLUMN replay.pass_id         IS 'The replay that leads its pass, itself for that one; null: it was started alone';
COMMENT ON COLUMN replay.base_digest     IS 'Of the loaded bundle that the candidate is made of; empty: the candidate is loaded as it is';
COMMENT ON COLUMN replay.override_values IS 'JSON texts, one a param';

ALTER TABLE replay_shard
  DROP CONSTRAINT replay_shard_state_check,
  ADD CONSTRAINT replay_shard_state_check CHECK (state IN ('PENDING', 'LEASED', 'FOLLOWS', 'DONE', 'POISONED'));
CREATE INDEX replay_shard_follows ON replay_shard (replay_id, shard) WHERE state = 'FOLLOWS';
COMMENT ON COLUMN replay_shard.state IS 'FOLLOWS: nobody leases it; what came for it under an epoch of the leader''s shard is committed with that shard. POISONED: it failed in every attempt and is not leased again; last_failure is the cause';
