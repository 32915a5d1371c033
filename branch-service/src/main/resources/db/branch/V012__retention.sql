-- What is gone is forgotten after some time, but for forks whose candidate was promoted: how they went is evidence.
CREATE INDEX branch_gone ON branch (update_time) WHERE state IN ('DELETED', 'FAILED') AND delete_cause IS DISTINCT FROM 'PROMOTED';
CREATE INDEX branch_hold_time ON branch_hold (hold_time);
