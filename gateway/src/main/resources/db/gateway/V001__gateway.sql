-- What the gateway knows. Any number of gateways share it: every right, state and clock of a replay is here and nowhere else.
-- Time is this database's clock_timestamp(); gateways and workers may have any clock they like.

CREATE TABLE replay (
  replay_id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name              text        NOT NULL UNIQUE,
  request_id        uuid        UNIQUE,
  request_digest    text        NOT NULL,
  state             text        NOT NULL DEFAULT 'RUNNING' CHECK (state IN ('RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  revision          bigint      NOT NULL DEFAULT 1,
  branch            text        NOT NULL,
  bundle            text        NOT NULL,
  baseline_bundle   text        NOT NULL,
  baseline_version  text        NOT NULL,
  baseline_digest   text        NOT NULL,
  allow_all         boolean     NOT NULL,
  candidate_version text        NOT NULL,
  candidate_digest  text        NOT NULL,
  active_version    text        NOT NULL,
  baseline_rules    text[]      NOT NULL,
  candidate_rules   text[]      NOT NULL,
  window_start      timestamptz,
  window_end        timestamptz,
  fork_lsn          text        NOT NULL,
  fork_snapshot     text        NOT NULL,
  fork_time         timestamptz NOT NULL,
  fork_system       text        NOT NULL,
  fork_precision    text        NOT NULL,
  fork_micros       bigint      NOT NULL,
  shards            integer     NOT NULL CHECK (shards > 0),
  estimated_actions bigint      NOT NULL,
  creator           text        NOT NULL,
  create_time       timestamptz NOT NULL DEFAULT clock_timestamp(),
  end_time          timestamptz,
  failure           text        NOT NULL DEFAULT '',
  failure_reason    text        NOT NULL DEFAULT '',
  diff              bytea,
  diff_digest       text        NOT NULL DEFAULT ''
);
CREATE INDEX replay_of_branch ON replay (branch, replay_id);
CREATE INDEX replay_running   ON replay (replay_id) WHERE state = 'RUNNING';
COMMENT ON COLUMN replay.name             IS 'Last part of the resource name';
COMMENT ON COLUMN replay.revision         IS 'Counts changes of state; the etag';
COMMENT ON COLUMN replay.baseline_version IS 'Resource name in the registry; empty: never published, or no policy at all';
COMMENT ON COLUMN replay.active_version   IS 'What production had active at the fork point; empty: nothing. A promotion moves production only from here';
COMMENT ON COLUMN replay.fork_micros      IS 'How long the fork took, in microseconds';
COMMENT ON COLUMN replay.diff             IS 'The merged summaries, once it succeeded';

-- A shard is leased, answered under its epoch, and committed once. Only the owner of the current epoch can write.
-- The lease's end is in no index: renewals stay within the page.
CREATE TABLE replay_shard (
  replay_id       bigint      NOT NULL REFERENCES replay,
  shard           integer     NOT NULL,
  by_workflow     boolean     NOT NULL,
  from_action     bigint      NOT NULL DEFAULT 0,
  to_action       bigint      NOT NULL DEFAULT 0,
  from_workflow   text        COLLATE "C" NOT NULL DEFAULT '',
  to_workflow     text        COLLATE "C" NOT NULL DEFAULT '',
  state           text        NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'LEASED', 'DONE')),
  epoch           bigint      NOT NULL DEFAULT 0,
  attempts        integer     NOT NULL DEFAULT 0,
  worker          text        NOT NULL DEFAULT '',
  session         uuid,
  lease_until     timestamptz,
  batches         bigint      NOT NULL DEFAULT 0,
  batched_changes bigint      NOT NULL DEFAULT 0,
  retry_at        timestamptz NOT NULL DEFAULT '-infinity',
  last_failure    text        NOT NULL DEFAULT '',
  committed_epoch bigint,
  actions         bigint      NOT NULL DEFAULT 0,
  changed         bigint      NOT NULL DEFAULT 0,
  summary         bytea,
  PRIMARY KEY (replay_id, shard)
) WITH (fillfactor = 70);
CREATE INDEX replay_shard_pending ON replay_shard (replay_id, shard) WHERE state = 'PENDING';
CREATE INDEX replay_shard_leased  ON replay_shard (replay_id, shard) WHERE state = 'LEASED';
COMMENT ON COLUMN replay_shard.epoch   IS 'Fencing number: grows with every lease; an answer under another one is refused';
COMMENT ON COLUMN replay_shard.session IS 'The stream that holds the lease';
COMMENT ON COLUMN replay_shard.batches IS 'Batches stored under the current epoch: a batch that comes again is known by its number';

-- Changed decisions. A row counts only if its epoch is the committed one of its shard.
CREATE TABLE change (
  replay_id      bigint      NOT NULL,
  action_id      bigint      NOT NULL,
  shard          integer     NOT NULL,
  epoch          bigint      NOT NULL,
  workflow_id    text        COLLATE "C" NOT NULL,
  step           integer     NOT NULL,
  kind           smallint    NOT NULL,
  outcome        smallint    NOT NULL,
  lost           boolean     NOT NULL,
  diverges       boolean     NOT NULL,
  action_time    timestamptz NOT NULL,
  tool           text        NOT NULL,
  agent          text        NOT NULL,
  baseline_rule  text        NOT NULL,
  candidate_rule text        NOT NULL,
  baseline       bytea       NOT NULL,
  candidate      bytea       NOT NULL,
  PRIMARY KEY (replay_id, action_id, shard, epoch)
);
CREATE INDEX change_of_shard ON change (replay_id, shard, epoch);
COMMENT ON COLUMN change.kind     IS 'Number of hindcast.replay.v1.ChangeKind';
COMMENT ON COLUMN change.outcome  IS 'Number of hindcast.replay.v1.Outcome';
COMMENT ON COLUMN change.baseline IS 'A hindcast.replay.v1.Decision';

-- Every workflow with a change, computed once when the replay succeeds.
CREATE TABLE replay_workflow (
  replay_id      bigint   NOT NULL REFERENCES replay,
  workflow_id    text     COLLATE "C" NOT NULL,
  outcome        smallint NOT NULL,
  lost           bigint   NOT NULL,
  first_action   bigint,
  first_step     integer,
  agent          text     NOT NULL,
  tool           text     NOT NULL,
  rule           text     NOT NULL,
  counterfactual bigint   NOT NULL,
  min_action     bigint   NOT NULL,
  max_action     bigint   NOT NULL,
  PRIMARY KEY (replay_id, workflow_id)
);
CREATE INDEX replay_workflow_broken ON replay_workflow (replay_id, workflow_id) WHERE outcome = 1 AND lost > 0;
COMMENT ON COLUMN replay_workflow.first_action IS 'The first diverging action; null: its changes do not alter the execution';
COMMENT ON COLUMN replay_workflow.min_action   IS 'Bounds of its changes, so that listing them reads little';

-- The record of a promotion is written before anything is done, and outlives the branch.
CREATE TABLE promotion (
  replay_id        bigint      PRIMARY KEY REFERENCES replay,
  state            text        NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DONE', 'REFUSED')),
  channel          text        NOT NULL,
  from_version     text        NOT NULL,
  to_version       text        NOT NULL,
  found_version    text        NOT NULL DEFAULT '',
  promoter         text        NOT NULL,
  create_time      timestamptz NOT NULL DEFAULT clock_timestamp(),
  end_time         timestamptz,
  gates            text[]      NOT NULL,
  keep_branch      boolean     NOT NULL,
  moved            boolean     NOT NULL DEFAULT false,
  branch_discarded boolean     NOT NULL DEFAULT false,
  retry_at         timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX promotion_pending ON promotion (retry_at) WHERE state = 'PENDING';
COMMENT ON COLUMN promotion.from_version  IS 'Where the channel must point, recorded with the intent; empty: nowhere';
COMMENT ON COLUMN promotion.found_version IS 'Where it pointed instead, of a refused one';
COMMENT ON COLUMN promotion.gates         IS 'Conditions that held; a promotion exists only if all did';
COMMENT ON COLUMN promotion.retry_at      IS 'A gateway that carries it out moves this ahead; when it passes, another one takes over';
