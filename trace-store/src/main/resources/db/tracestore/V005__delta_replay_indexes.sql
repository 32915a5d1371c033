-- A delta replay looks at the actions of the tools whose rules differ. They are spread over the whole table, but an equal key is kept once: about
-- a hundredth of the table's size. In the C collation, so that equality and prefixes of patterns use it in a database of any language.
-- Writers pay about 3 microseconds an action for this index, and about one for the next (docs/performance.md).
CREATE INDEX action_tool ON action (tool COLLATE "C");
-- What might not be replayable, whatever the rules: no tool, no arguments, something withheld, documents too large or too deep for a policy. Few
-- rows, but without this index each delta replay has to look at every document of every action to know that it is none of them. Its condition is
-- PulledSql.DOUBTFUL_BY_INDEX, word for word. It holds what a fork needs to see a row, so it is read alone.
CREATE INDEX action_doubtful ON action (action_id) INCLUDE (recorded_xid, occurred_at) WHERE
  (tool IS NULL OR tool = '' OR arguments IS NULL OR jsonb_typeof(arguments) <> 'object' OR cardinality(erased) > 0
    OR CASE WHEN octet_length(arguments::text) > 300
         THEN octet_length(arguments::text) > 50000 OR jsonb_path_exists(arguments, 'strict $.**{190 to last}') ELSE false END
    OR CASE WHEN octet_length(context::text) > 300
         THEN octet_length(context::text) > 50000 OR jsonb_path_exists(context, 'strict $.**{190 to last}') ELSE false END);
