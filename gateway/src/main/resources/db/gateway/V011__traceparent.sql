-- The span of the call that started a replay: the traces of its shards name it.
ALTER TABLE replay ADD COLUMN traceparent text NOT NULL DEFAULT '';
COMMENT ON COLUMN replay.traceparent IS 'As in the header of W3C Trace Context; empty: it was not traced';
