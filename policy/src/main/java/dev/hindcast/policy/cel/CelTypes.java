package dev.hindcast.policy.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of a rule and their types. Fixed fields are structs, so that the checker knows a
 * misspelt one.
 */
final class CelTypes {
  static final String ACTION = "action";
  static final String ARGS = "args";
  static final String CONTEXT = "context";
  static final String PARAMS = "params";
  static final String WORKFLOW = "workflow";
  static final String HISTORY = "history";

  private static final CelType OBJECT = MapType.create(SimpleType.STRING, SimpleType.DYN);

  static final StructType ACTION_TYPE =
      struct(
          "hindcast.Action",
          ImmutableMap.<String, CelType>builder()
              .put("id", SimpleType.INT)
              .put("tool", SimpleType.STRING)
              .put("operation", SimpleType.STRING)
              .put("agent", SimpleType.STRING)
              .put("model", SimpleType.STRING)
              .put("tenant", SimpleType.STRING)
              .put("step", SimpleType.INT)
              .put("time", SimpleType.TIMESTAMP)
              .buildOrThrow());

  static final StructType WORKFLOW_TYPE =
      struct("hindcast.Workflow", ImmutableMap.of("id", SimpleType.STRING, "attributes", OBJECT));

  /**
   * Arguments, result and error may be null, which an object or string type would not admit in
   * {@code == null}.
   */
  static final StructType HISTORY_ITEM_TYPE =
      struct(
          "hindcast.HistoryItem",
          ImmutableMap.<String, CelType>builder()
              .put("step", SimpleType.INT)
              .put("time", SimpleType.TIMESTAMP)
              .put("agent", SimpleType.STRING)
              .put("operation", SimpleType.STRING)
              .put("tool", SimpleType.STRING)
              .put("args", SimpleType.DYN)
              .put("context", OBJECT)
              .put("result", SimpleType.DYN)
              .put("error", SimpleType.DYN)
              .buildOrThrow());

  static final Map<String, CelType> VARIABLES =
      ImmutableMap.of(
          ACTION, ACTION_TYPE,
          ARGS, OBJECT,
          CONTEXT, OBJECT,
          PARAMS, OBJECT,
          WORKFLOW, WORKFLOW_TYPE,
          HISTORY, ListType.create(HISTORY_ITEM_TYPE));

  static final CelTypeProvider PROVIDER =
      new CelTypeProvider() {
        private final ImmutableList<CelType> types =
            ImmutableList.of(ACTION_TYPE, WORKFLOW_TYPE, HISTORY_ITEM_TYPE);

        @Override
        public ImmutableCollection<CelType> types() {
          return types;
        }

        @Override
        public Optional<CelType> findType(String typeName) {
          return types.stream().filter(type -> type.name().equals(typeName)).findFirst();
        }
      };

  private CelTypes() {}

  private static StructType struct(String name, ImmutableMap<String, CelType> fields) {
    return StructType.create(
        name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
  }
}
