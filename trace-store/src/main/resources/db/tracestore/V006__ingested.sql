-- What receivers of traces have taken in, so that what is sent again is not doubled. No fork holds it.
-- A key begins with the hour in which the thing happened (eight hexadecimal digits, hours since 1970), the rest is a hash of what it is known by:
-- new keys go to one place of the index, and old ones may be deleted by range. What is sent again after its key was deleted is doubled.
CREATE TABLE ingested (key uuid PRIMARY KEY);
COMMENT ON TABLE ingested IS 'Keys of received spans and decisions: the hour since 1970 in eight hexadecimal digits, then a hash';
