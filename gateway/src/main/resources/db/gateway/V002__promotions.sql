-- A promotion is one attempt: a replay may have several, to one channel or to many, refused ones and ones whose gates failed among them.
ALTER TABLE promotion
  ADD COLUMN promotion_id       bigint,
  ADD COLUMN number             integer   NOT NULL DEFAULT 1 CHECK (number > 0),
  ADD COLUMN request_id         uuid      UNIQUE,
  ADD COLUMN gates_passed       boolean[] NOT NULL DEFAULT '{}',
  ADD COLUMN gate_details       text[]    NOT NULL DEFAULT '{}',
  ADD COLUMN max_fork_age_nanos bigint    CHECK (max_fork_age_nanos > 0);

-- Until now a replay had at most one, and that one existed only if all its gates held.
UPDATE promotion p SET
  promotion_id = o.position,
  gates_passed = array_fill(true, ARRAY[cardinality(p.gates)]),
  gate_details = array_fill(''::text, ARRAY[cardinality(p.gates)])
FROM (SELECT replay_id, row_number() OVER (ORDER BY create_time, replay_id) AS position FROM promotion) o
WHERE o.replay_id = p.replay_id;

ALTER TABLE promotion DROP CONSTRAINT promotion_pkey;
ALTER TABLE promotion ALTER COLUMN promotion_id SET NOT NULL;
ALTER TABLE promotion ALTER COLUMN promotion_id ADD GENERATED ALWAYS AS IDENTITY;
ALTER TABLE promotion
  ALTER COLUMN number DROP DEFAULT,
  ALTER COLUMN gates_passed DROP DEFAULT,
  ALTER COLUMN gate_details DROP DEFAULT,
  ADD PRIMARY KEY (promotion_id),
  ADD UNIQUE (replay_id, number),
  ADD CHECK (cardinality(gates) = cardinality(gates_passed) AND cardinality(gates) = cardinality(gate_details)),
  DROP CONSTRAINT promotion_state_check,
  ADD CONSTRAINT promotion_state_check CHECK (state IN ('PENDING', 'DONE', 'REFUSED', 'GATES_FAILED'));
SELECT setval(pg_get_serial_sequence('promotion', 'promotion_id'), max(promotion_id)) FROM promotion HAVING count(*) > 0;

COMMENT ON COLUMN promotion.promotion_id IS 'Grows with every attempt, whatever replay it is of: the order of listings';
COMMENT ON COLUMN promotion.number       IS 'Last part of the resource name, counted from 1 in each replay';
COMMENT ON COLUMN promotion.gates        IS 'Conditions in the order of the request; gates_passed and gate_details hold a verdict each';
