package dev.hindcast.branch.branch.postgres;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.BranchStore.PageQuery;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.stream.Collectors;

/**
 * The condition of one page, only what is asked for, so that an index fits: of live branches, whose
 * records are few, however many there were.
 *
 * @param where from WHERE to LIMIT
 */
record PageSql(String where, Binder binder) {
  private static final String LIVE = "state IN ('CREATING', 'READY', 'RESETTING', 'DELETING')";

  PageSql {
    requireNonNull(where);
    requireNonNull(binder);
  }

  static PageSql of(PageQuery query) {
    var conditions = new ArrayList<String>();
    var binders = new ArrayList<Bind>();
    conditions.add("position < ?");
    binders.add((statement, index) -> statement.setLong(index, query.before()));
    query
        .store()
        .ifPresent(
            store -> {
              conditions.add("store = ?");
              binders.add((statement, index) -> statement.setString(index, store));
            });
    query
        .owner()
        .ifPresent(
            owner -> {
              conditions.add("owner = ?");
              binders.add((statement, index) -> statement.setString(index, owner));
            });
    query
        .createdBefore()
        .ifPresent(
            time -> {
              conditions.add("create_time < ?");
              binders.add((statement, index) -> BranchRows.time(statement, index, time));
            });
    // Not parameters: the planner must see that the partial index holds all of them.
    if (query.states().stream().allMatch(BranchState::isLive)) {
      conditions.add(LIVE);
    }
    conditions.add(
        query.states().stream()
            .map(state -> "'" + state.name() + "'")
            .sorted()
            .collect(Collectors.joining(", ", "state IN (", ")")));
    binders.add((statement, index) -> statement.setInt(index, query.size()));
    return new PageSql(
        "WHERE " + String.join(" AND ", conditions) + " ORDER BY position DESC LIMIT ?",
        statement -> {
          for (int i = 0; i < binders.size(); i++) {
            binders.get(i).bind(statement, i + 1);
          }
        });
  }

  @FunctionalInterface
  private interface Bind {
    void bind(PreparedStatement statement, int index) throws SQLException;
  }
}
