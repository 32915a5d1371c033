-- Published bundles and the channels that point to them. Versions and moves are appended; only a channel's pointer changes.

CREATE TABLE bundle (
  name        text   COLLATE "C" PRIMARY KEY,
  last_number bigint NOT NULL DEFAULT 0 CHECK (last_number >= 0)
);
COMMENT ON TABLE  bundle             IS 'One row a bundle; publishers lock it, so that numbers have no gaps';
COMMENT ON COLUMN bundle.last_number IS 'Number of the newest version';

CREATE TABLE version (
  bundle      text        COLLATE "C" NOT NULL REFERENCES bundle (name),
  number      bigint      NOT NULL CHECK (number >= 1),
  position    bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
  digest      text        COLLATE "C" NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  engine      text        NOT NULL,
  rules       integer     NOT NULL CHECK (rules >= 0),
  description text        NOT NULL,
  archive     bytea       NOT NULL,
  created_at  timestamptz NOT NULL,
  publisher   text        NOT NULL,
  PRIMARY KEY (bundle, number),
  UNIQUE (bundle, digest)
);
CREATE INDEX version_newest ON version (bundle, position DESC);
ALTER TABLE version ALTER COLUMN archive SET STORAGE EXTERNAL;
COMMENT ON TABLE  version          IS 'Immutable publications';
COMMENT ON COLUMN version.position IS 'Order of publication over all bundles; it may have gaps';
COMMENT ON COLUMN version.archive  IS 'The bundle as a canonical tar.gz: equal files, equal bytes';

CREATE TABLE channel (
  bundle   text        COLLATE "C" NOT NULL,
  name     text        COLLATE "C" NOT NULL,
  number   bigint      NOT NULL,
  move_id  uuid        NOT NULL,
  moved_at timestamptz NOT NULL,
  PRIMARY KEY (bundle, name),
  FOREIGN KEY (bundle, number) REFERENCES version (bundle, number)
);
COMMENT ON TABLE  channel         IS 'Movable pointers, moved by compare-and-swap only';
COMMENT ON COLUMN channel.move_id IS 'The last move; it is the etag, so that A to B and back to A is noticed';

CREATE TABLE channel_move (
  move_id     uuid        PRIMARY KEY,
  position    bigint      GENERATED ALWAYS AS IDENTITY,
  bundle      text        COLLATE "C" NOT NULL,
  channel     text        COLLATE "C" NOT NULL,
  from_number bigint,
  to_number   bigint      NOT NULL,
  moved_at    timestamptz NOT NULL,
  mover       text        NOT NULL,
  reason      text        NOT NULL,
  FOREIGN KEY (bundle, channel)     REFERENCES channel (bundle, name),
  FOREIGN KEY (bundle, from_number) REFERENCES version (bundle, number),
  FOREIGN KEY (bundle, to_number)   REFERENCES version (bundle, number)
);
CREATE INDEX channel_move_latest ON channel_move (bundle, channel, position DESC);
COMMENT ON COLUMN channel_move.position IS 'Taken under the lock of the channel''s row, so it is the order of the moves';

CREATE TABLE activation (
  move_id      uuid        NOT NULL REFERENCES channel_move (move_id),
  store        text        COLLATE "C" NOT NULL,
  position     bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
  bundle       text        COLLATE "C" NOT NULL,
  number       bigint      NOT NULL,
  created_at   timestamptz NOT NULL,
  attempts     integer     NOT NULL DEFAULT 0,
  delivered_at timestamptz,
  PRIMARY KEY (move_id, store),
  FOREIGN KEY (bundle, number) REFERENCES version (bundle, number)
);
CREATE INDEX activation_pending ON activation (store, bundle, position) WHERE delivered_at IS NULL;
COMMENT ON TABLE  activation              IS 'Outbox: moves of production that each trace store must record, in order per store and bundle';
COMMENT ON COLUMN activation.delivered_at IS 'When branch-service acknowledged it; null: to be delivered';
