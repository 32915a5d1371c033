-- A stream that is cut costs its shards an attempt, until the same process comes back and is proof that they did it no harm.
ALTER TABLE replay_shard ADD COLUMN left_by text;
COMMENT ON COLUMN replay_shard.left_by IS 'The worker that was lost with it last, and paid for with an attempt';
CREATE INDEX replay_shard_left_by ON replay_shard (left_by) WHERE left_by IS NOT NULL;
