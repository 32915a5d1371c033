-- The record of every branch there ever was. A state that is an intent (CREATING, DELETING) is written before the work begins.
CREATE TABLE branch (
  uid               text        COLLATE "C" PRIMARY KEY,
  position          bigint      GENERATED ALWAYS AS IDENTITY,
  store             text        NOT NULL,
  branch_id         text        NOT NULL,
  state             text        NOT NULL CHECK (state IN ('CREATING', 'READY', 'DELETING', 'DELETED', 'FAILED')),
  provider          text        NOT NULL,
  owner             text        NOT NULL,
  request_id        uuid,
  request_values    text        NOT NULL,
  revision          bigint      NOT NULL,
  create_time       timestamptz NOT NULL,
  update_time       timestamptz NOT NULL,
  expire_time       timestamptz NOT NULL,
  delete_cause      text        CHECK (delete_cause IN ('REQUESTED', 'EXPIRED', 'PROMOTED')),
  delete_time       timestamptz,
  failure           text        NOT NULL,
  handle            text,
  fork_lsn          text,
  fork_snapshot     text,
  fork_time         timestamptz,
  system_identifier text,
  fork_precision    text        CHECK (fork_precision IN ('SNAPSHOT', 'LSN', 'TIME')),
  fork_nanos        bigint,
  CHECK (state NOT IN ('READY') OR handle IS NOT NULL),
  CHECK (state <> 'DELETED' OR (delete_time IS NOT NULL AND delete_cause IS NOT NULL))
);
COMMENT ON COLUMN branch.request_values IS 'What the creating call asked for: a repeated request_id must ask for the same';
COMMENT ON COLUMN branch.revision       IS 'Counts the changes of the record; part of the etag';

-- A name is free again when its branch is gone; a request_id when its branch could not be made.
CREATE UNIQUE INDEX branch_live_name ON branch (store, branch_id) WHERE state IN ('CREATING', 'READY', 'DELETING');
CREATE UNIQUE INDEX branch_request ON branch (request_id) WHERE state <> 'FAILED';
CREATE UNIQUE INDEX branch_position ON branch (position);
CREATE INDEX branch_name ON branch (store, branch_id, position DESC);
CREATE INDEX branch_expiring ON branch (expire_time) WHERE state = 'READY';
CREATE INDEX branch_unsettled ON branch (update_time) WHERE state IN ('CREATING', 'DELETING');

CREATE TABLE branch_bundle (
  uid       text        COLLATE "C" NOT NULL REFERENCES branch,
  role      text        NOT NULL CHECK (role IN ('CANDIDATE', 'BASELINE')),
  bundle    text        NOT NULL,
  version   text        NOT NULL,
  digest    text        NOT NULL,
  load_time timestamptz NOT NULL,
  PRIMARY KEY (uid, role)
);

-- Forks bear this id, so that two installations on one store leave each other's alone.
CREATE TABLE installation (
  id  uuid    NOT NULL,
  one boolean PRIMARY KEY DEFAULT true CHECK (one)
);
INSERT INTO installation (id) VALUES (gen_random_uuid());

-- db-scheduler's table.
CREATE TABLE scheduled_task (
  task_name            text        NOT NULL,
  task_instance        text        NOT NULL,
  task_data            bytea,
  execution_time       timestamptz NOT NULL,
  picked               boolean     NOT NULL,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures integer,
  last_heartbeat       timestamptz,
  version              bigint      NOT NULL,
  priority             smallint,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_task_execution_time ON scheduled_task (execution_time);
CREATE INDEX scheduled_task_last_heartbeat ON scheduled_task (last_heartbeat);
