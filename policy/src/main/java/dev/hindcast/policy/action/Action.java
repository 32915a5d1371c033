package dev.hindcast.policy.action;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One governed step of an agent. Maps hold JSON values ({@code Map}, {@code List}, {@code String},
 * {@code Long}, {@code Double}, {@code Boolean}, null) and are handed over: nobody changes them
 * afterwards. They are not copied, because millions of actions pass through a worker.
 *
 * @param time when the action happened; the only time a policy knows
 * @param tool empty if the action names no tool; such an action is not replayable
 * @param args null if the arguments were not recorded (unlike an empty map: recorded, and there
 *     were none)
 * @param erased paths such as {@code args.body} whose values were erased from the record
 */
public record Action(
    long id,
    String workflowId,
    int step,
    Instant time,
    String tenant,
    String agent,
    String model,
    String operation,
    String tool,
    @Nullable Map<String, Object> args,
    Map<String, Object> context,
    List<String> erased) {

  public Action {
    requireNonNull(workflowId, "workflowId");
    requireNonNull(time, "time");
    requireNonNull(tenant, "tenant");
    requireNonNull(agent, "agent");
    requireNonNull(model, "model");
    requireNonNull(operation, "operation");
    requireNonNull(tool, "tool");
    requireNonNull(context, "context");
    erased = List.copyOf(erased);
  }

  public static Builder builder(String tool) {
    return new Builder(tool);
  }

  /**
   * Fills in an action; what is not set is empty, the time is the epoch and the operation {@code
   * execute_tool}.
   */
  public static final class Builder {
    private final String tool;
    private long id;
    private String workflowId = "";
    private int step;
    private Instant time = Instant.EPOCH;
    private String tenant = "";
    private String agent = "";
    private String model = "";
    private String operation = "execute_tool";
    private @Nullable Map<String, Object> args = Map.of();
    private Map<String, Object> context = Map.of();
    private List<String> erased = List.of();

    private Builder(String tool) {
      this.tool = tool;
    }

    @CanIgnoreReturnValue
    public Builder id(long newId) {
      id = newId;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder workflow(String newWorkflowId, int newStep) {
      workflowId = newWorkflowId;
      step = newStep;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder time(Instant newTime) {
      time = newTime;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder tenant(String newTenant) {
      tenant = newTenant;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder agent(String newAgent) {
      agent = newAgent;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder model(String newModel) {
      model = newModel;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder operation(String newOperation) {
      operation = newOperation;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder args(@Nullable Map<String, Object> newArgs) {
      args = newArgs;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder context(Map<String, Object> newContext) {
      context = newContext;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder erased(List<String> newErased) {
      erased = newErased;
      return this;
    }

    public Action build() {
      return new Action(
          id, workflowId, step, time, tenant, agent, model, operation, tool, args, context, erased);
    }
  }
}
