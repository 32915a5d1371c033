-- Finds what was recorded since a fork without reading what was there before. It grows at its right end only, and rows of one transaction share
-- their key: about a twentieth of the table's size.
CREATE INDEX action_recorded ON action (recorded_xid);
