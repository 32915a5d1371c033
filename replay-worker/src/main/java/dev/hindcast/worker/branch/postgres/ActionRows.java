package dev.hindcast.worker.branch.postgres;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.reads.KeySet;
import dev.hindcast.worker.assignment.ShardRange;
import dev.hindcast.worker.branch.ActionQuery;
import dev.hindcast.worker.branch.Projection;
import dev.hindcast.worker.branch.RecordedAction;
import dev.hindcast.worker.branch.postgres.WireCodecs.Json;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes actions of rows of the statement that {@link ActionSql} wrote for the same projection.
 *
 * <p>SQL NULL under a key is a missing key; JSON null is a null value. Arguments that are no JSON
 * object have no names a policy could read: they count as not recorded. A value that is deeper or
 * longer than policies may read counts as erased.
 */
final class ActionRows {
  private static final String ARGS = "args";
  private static final String CONTEXT = "context";

  private final Projection projection;
  private final boolean ofSlice;
  private final String[] argumentKeys;
  private final String[] contextKeys;

  ActionRows(ActionQuery query) {
    this(query.projection(), query.range() instanceof ShardRange.Live);
  }

  /** Of actions that a scan finds. */
  ActionRows(Projection projection) {
    this(projection, false);
  }

  private ActionRows(Projection projection, boolean live) {
    this.projection = projection;
    this.ofSlice = live && projection.history();
    this.argumentKeys = projection.arguments().keys().toArray(String[]::new);
    this.contextKeys = projection.context().keys().toArray(String[]::new);
  }

  RecordedAction read(Row row) {
    return new Reader(row).read();
  }

  /** One row, column by column. */
  private final class Reader {
    private final Row row;
    private int column;
    private List<String> erased = List.of();

    Reader(Row row) {
      this.row = row;
    }

    RecordedAction read() {
      long id = row.get(column++, Long.class);
      int step = row.get(column++, Integer.class);
      Instant time = row.get(column++, Instant.class);
      String workflow = text();
      String tool = text();
      String agent = text();
      String[] paths = row.get(column++, String[].class);
      if (paths != null) {
        // A path that is missing stands for anything: the empty one does too.
        erased = Arrays.stream(paths).map(path -> path == null ? "" : path).toList();
      }
      String tenant = projection.tenant() ? text() : "";
      String model = projection.model() ? text() : "";
      String operation = projection.operation() ? text() : "";
      Map<String, Object> args = arguments();
      Map<String, Object> context = object(projection.context(), contextKeys, CONTEXT);
      Object result = projection.result() ? json("result") : null;
      String error = projection.error() ? row.get(column++, String.class) : null;
      boolean past = ofSlice && !Boolean.TRUE.equals(row.get(column, Boolean.class));
      return new RecordedAction(
          new Action(
              id,
              workflow,
              step,
              time,
              tenant,
              agent,
              model,
              operation,
              tool,
              args,
              context == null ? Map.of() : context,
              erased),
          result,
          error,
          past);
    }

    private String text() {
      Word word = row.get(column++, Word.class);
      return word == null ? "" : word.text();
    }

    private @Nullable Map<String, Object> arguments() {
      if (projection.arguments().all()) {
        return object(projection.arguments(), argumentKeys, ARGS);
      }
      boolean recorded = Boolean.TRUE.equals(row.get(column++, Boolean.class));
      Map<String, Object> args = object(projection.arguments(), argumentKeys, ARGS);
      return recorded ? args : null;
    }

    private @Nullable Map<String, Object> object(KeySet wanted, String[] keys, String root) {
      if (wanted.all()) {
        return JsonValues.asObject(json(root)).orElse(null);
      }
      String[] names = null;
      Object[] values = null;
      int found = 0;
      for (int i = 0; i < keys.length; i++) {
        Json json = row.get(column++, Json.class);
        if (json == null) {
          continue;
        }
        if (names == null) {
          names = new String[keys.length - i];
          values = new Object[keys.length - i];
        }
        names[found] = keys[i];
        values[found] = value(json, root, keys[i]);
        found++;
      }
      return names == null ? Map.of() : new SmallObject(names, values, found);
    }

    private @Nullable Object json(String root) {
      Json json = row.get(column++, Json.class);
      return json == null ? null : value(json, root, null);
    }

    private @Nullable Object value(Json json, String root, @Nullable String key) {
      if (!json.readable()) {
        var path = ValuePath.of(root);
        List<String> more = new ArrayList<>(erased);
        more.add((key == null ? path : path.key(key)).toString());
        erased = more;
      }
      return json.value();
    }
  }
}
