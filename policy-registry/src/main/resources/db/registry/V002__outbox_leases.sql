-- The outbox is claimed with a lease, so that no transaction is open while a neighbour is called; refusals are on record.

ALTER TABLE activation
  ADD COLUMN free_at    timestamptz,
  ADD COLUMN refused_at timestamptz,
  ADD COLUMN refusal    text;
COMMENT ON COLUMN activation.attempts   IS 'Counted when it is claimed: the number of an attempt fences its result';
COMMENT ON COLUMN activation.free_at    IS 'Nobody claims it before: the end of a lease, or of the pause after a refusal; null: free';
COMMENT ON COLUMN activation.refused_at IS 'When the store refused it for good; a later move then passes it over; null also while it is tried again';
COMMENT ON COLUMN activation.refusal    IS 'What the store last refused it with; null: never, or it was recorded since';

CREATE INDEX activation_queue ON activation (store, bundle, position);

CREATE VIEW activation_head AS
SELECT DISTINCT ON (a.store, a.bundle) a.store, a.bundle, a.move_id, a.position, a.free_at
FROM activation a
WHERE a.delivered_at IS NULL
  AND (a.refused_at IS NULL OR NOT EXISTS (
    SELECT FROM activation later
    WHERE later.store = a.store AND later.bundle = a.bundle AND later.position > a.position))
ORDER BY a.store, a.bundle, a.position;
COMMENT ON VIEW activation_head IS 'What each queue delivers next: the oldest undelivered one, where a refused one counts only until the next move';
