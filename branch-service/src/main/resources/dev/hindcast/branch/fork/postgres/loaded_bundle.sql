EXECUTE format(
    $table$CREATE TABLE %I.loaded_bundle (
      role      text        NOT NULL PRIMARY KEY CHECK (role IN ('candidate', 'baseline')),
      bundle    text        NOT NULL,
      version   text        NOT NULL,
      digest    text        NOT NULL,
      content   bytea       NOT NULL,
      loaded_at timestamptz NOT NULL)$table$, fork);
  EXECUTE format('GRANT SELECT ON %I.loaded_bundle TO %I', fork, fork);
