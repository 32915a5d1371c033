package dev.hindcast.ingest.otlp;

import dev.hindcast.ingest.action.ActionKey;
import dev.hindcast.ingest.action.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which record of a tool's call a span is. One call may be recorded by the framework that ran the
 * tool, by the MCP client below it and by the MCP server below that.
 */
enum Call {
  /** {@code execute_tool}, or a TOOL span: what the agent did. */
  TOOL,
  /** What the MCP client sent. */
  CLIENT,
  /** What the MCP server received. */
  SERVER;

  private static final String OF_TOOL = "otlp tool";
  private static final String OF_REQUEST = "otlp mcp request";
  private static final String BELOW = "otlp below";

  /** Empty: the span is no call of a tool. */
  static Optional<Call> of(Span span) {
    var method = span.text(Names.MCP_METHOD);
    if (method != null) {
      if (!"tools/call".equals(method)) {
        return Optional.empty();
      }
      return Optional.of(
          switch (span.kind()) {
            case CLIENT -> CLIENT;
            case SERVER -> SERVER;
            case OTHER -> TOOL;
          });
    }
    var operation = span.text(Names.OPERATION);
    var tool =
        operation == null
            // Older instrumentations name the tool and not the operation.
            ? "TOOL".equalsIgnoreCase(span.text(Names.OPEN_INFERENCE_KIND))
                || span.text(Names.OPEN_INFERENCE_KIND) == null
                    && span.text("gen_ai.tool.name", Names.VERCEL_TOOL) != null
            : "execute_tool".equals(operation);
    return tool ? Optional.of(TOOL) : Optional.empty();
  }

  /**
   * How this record is known, and how the others of the same call know it: a client by its parent's
   * span and the tool, a server by its parent's span and the request's id. A server without a
   * request's id is known only by itself.
   */
  Identity identity(Span span, String tool) {
    var request = request(span);
    return switch (this) {
      case TOOL ->
          new Identity(
              0,
              key(span, OF_TOOL, span.spanId(), tool),
              both(span, BELOW, span.spanId(), tool),
              List.of());
      case CLIENT ->
          new Identity(
              1,
              key(span, OF_REQUEST, span.spanId(), request),
              covers(span, tool, OF_REQUEST, span.spanId(), request),
              below(span, tool));
      case SERVER ->
          span.isRoot() || request.isEmpty()
              ? new Identity(
                  2,
                  key(span, OF_REQUEST, "server", span.spanId()),
                  covers(span, tool),
                  below(span, tool))
              : new Identity(
                  2,
                  key(span, OF_REQUEST, span.parentId(), request),
                  covers(span, tool, OF_REQUEST, span.parentId(), request),
                  below(span, tool));
    };
  }

  private static List<ActionKey> covers(Span span, String tool) {
    return span.isRoot() ? List.of() : both(span, OF_TOOL, span.parentId(), tool);
  }

  private static List<ActionKey> covers(
      Span span, String tool, String kind, String first, String second) {
    var all = new ArrayList<>(covers(span, tool));
    ActionKey.beside(span.start(), kind, span.traceId(), first, second).ifPresent(all::add);
    return all;
  }

  private static List<ActionKey> below(Span span, String tool) {
    return span.isRoot() ? List.of() : List.of(key(span, BELOW, span.parentId(), tool));
  }

  private static List<ActionKey> both(Span span, String kind, String first, String second) {
    var here = key(span, kind, first, second);
    return ActionKey.beside(span.start(), kind, span.traceId(), first, second)
        .map(beside -> List.of(here, beside))
        .orElseGet(() -> List.of(here));
  }

  private static ActionKey key(Span span, String kind, String first, String second) {
    return ActionKey.of(span.start(), kind, span.traceId(), first, second);
  }

  // A number by some, a text by others.
  private static String request(Span span) {
    var id = span.attributes().get(Names.MCP_REQUEST);
    return id == null ? "" : id.toString();
  }
}
