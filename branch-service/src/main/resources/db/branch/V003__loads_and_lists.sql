-- An intent to write a bundle into a fork: until it is over, the record and the fork may differ.
ALTER TABLE branch ADD COLUMN loading boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN branch.loading IS 'A bundle is being written into the fork: reconciliation asks the fork what it holds, if nobody ends it';
DROP INDEX branch_unsettled;
CREATE INDEX branch_unsettled ON branch (update_time)
  WHERE state IN ('CREATING', 'RESETTING', 'DELETING') OR (state = 'READY' AND loading);

-- Pages of live branches read these, not all that ever was.
CREATE INDEX branch_live ON branch (position) WHERE state IN ('CREATING', 'READY', 'RESETTING', 'DELETING');
CREATE INDEX branch_owner ON branch (owner, position);
CREATE INDEX branch_store ON branch (store, position);
