package dev.hindcast.worker.branch.postgres;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.reads.KeySet;
import dev.hindcast.worker.assignment.ShardRange;
import dev.hindcast.worker.branch.ActionQuery;
import dev.hindcast.worker.branch.Projection;
import dev.hindcast.worker.branch.RecordedAction;
import dev.hindcast.worker.branch.ToolKeys;
import dev.hindcast.worker.branch.postgres.WireCodecs.Json;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
  private final Map<String, OfTool> byTool = new HashMap<>();
  private final @Nullable OfTool others;
  private final int argumentColumns;
  private final int contextColumns;

  /** How the columns of a tool's rows are named. */
  private record OfTool(String[] arguments, String[] context) {
    static OfTool of(ToolKeys.Keys keys) {
      return new OfTool(
          keys.arguments().toArray(String[]::new), keys.context().toArray(String[]::new));
    }
  }

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
    var keys = projection.byTool();
    keys.ifPresent(all -> all.named().forEach((tool, own) -> byTool.put(tool, OfTool.of(own))));
    this.others = keys.map(all -> OfTool.of(all.others())).orElse(null);
    this.argumentColumns = keys.map(ToolKeys::arguments).orElse(argumentKeys.length);
    this.contextColumns = keys.map(ToolKeys::context).orElse(contextKeys.length);
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
      OfTool keys = others == null ? null : byTool.getOrDefault(tool, others);
      Map<String, Object> args = arguments(keys == null ? argumentKeys : keys.arguments());
      Map<String, Object> context =
          object(
              projection.context(),
              keys == null ? contextKeys : keys.context(),
              contextColumns,
              CONTEXT);
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

    private @Nullable Map<String, Object> arguments(String[] keys) {
      if (projection.arguments().all()) {
        return object(projection.arguments(), keys, argumentColumns, ARGS);
      }
      boolean recorded = Boolean.TRUE.equals(row.get(column++, Boolean.class));
      Map<String, Object> args = object(projection.arguments(), keys, argumentColumns, ARGS);
      return recorded ? args : null;
    }

    private @Nullable Map<String, Object> object(
        KeySet wanted, String[] keys, int columns, String root) {
      if (wanted.all()) {
        return JsonValues.asObject(json(root)).orElse(null);
      }
      String[] names = null;
      Object[] values = null;
      int found = 0;
      int first = column;
      column += columns;
      for (int i = 0; i < keys.length; i++) {
        Json json = row.get(first + i, Json.class);
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
