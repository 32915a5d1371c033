package dev.hindcast.ingest.action;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An action as a receiver took it in. A component that may be null is null if it was not recorded;
 * JSON is text. No text holds U+0000.
 *
 * @param workflowId never empty
 * @param time when it began, by the sender's clock
 * @param tenant may be null
 * @param agent may be null
 * @param model may be null
 * @param tool may be null
 * @param arguments JSON, may be null
 * @param context JSON object
 * @param result JSON, may be null
 * @param error what the tool failed with; null if it did not fail
 * @param erased paths that were withheld or lost on the way, e.g. {@code args.body}
 * @param decision what production decided
 * @param traceId 32 hexadecimal digits, may be null
 * @param spanId 16 hexadecimal digits, may be null
 */
public record IncomingAction(
    Identity identity,
    String workflowId,
    Instant time,
    String tenant,
    String agent,
    String model,
    String operation,
    String tool,
    String arguments,
    String context,
    String result,
    String error,
    List<String> erased,
    RecordedDecision decision,
    String traceId,
    String spanId) {
  private static final long OWN_BYTES = 500;

  public IncomingAction {
    requireNonNull(identity);
    requireNonNull(workflowId);
    requireNonNull(time);
    requireNonNull(operation);
    requireNonNull(context);
    requireNonNull(decision);
    erased = List.copyOf(erased);
  }

  /** The erased paths, and those of columns that cannot say themselves that they are missing. */
  public List<String> unknown() {
    if (tenant != null && agent != null && model != null && (result != null || error != null)) {
      return erased;
    }
    var all = new ArrayList<>(erased);
    add(all, "tenant", tenant);
    add(all, "agent", agent);
    add(all, "model", model);
    if (error == null) {
      add(all, "result", result);
    }
    return all;
  }

  /** About how many bytes of memory it takes: its texts, and something for itself. */
  public long bytes() {
    return OWN_BYTES
        + length(workflowId)
        + length(tenant)
        + length(agent)
        + length(model)
        + length(tool)
        + length(arguments)
        + length(context)
        + length(result)
        + length(error)
        + erased.stream().mapToLong(String::length).sum();
  }

  private static long length(String text) {
    return text == null ? 0 : text.length();
  }

  private static void add(List<String> all, String path, String value) {
    if (value == null && !all.contains(path)) {
      all.add(path);
    }
  }

  /** This record of a call, with what only another record of it has. */
  public IncomingAction or(IncomingAction other) {
    var missing = new ArrayList<>(erased);
    if (arguments == null) {
      missing.addAll(other.erased.stream().filter(path -> path.startsWith("args")).toList());
    }
    return new IncomingAction(
        identity.with(other.identity),
        workflowId,
        time,
        tenant == null ? other.tenant : tenant,
        agent == null ? other.agent : agent,
        model == null ? other.model : model,
        operation,
        tool == null ? other.tool : tool,
        arguments == null ? other.arguments : arguments,
        context,
        result == null ? other.result : result,
        error == null ? other.error : error,
        missing,
        decision.equals(RecordedDecision.NONE) ? other.decision : decision,
        traceId,
        spanId);
  }
}
