package dev.hindcast.ingest.otlp;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names of attributes, today's first, then those of older releases and of instrumentations that
 * have their own. Sources: OpenTelemetry's semantic conventions for generative AI and MCP,
 * OpenInference's, and the instrumentations of the frameworks named.
 */
final class Names {
  static final String OPERATION = "gen_ai.operation.name";
  static final String MCP_METHOD = "mcp.method.name";
  static final String MCP_REQUEST = "jsonrpc.request.id";
  static final String OPEN_INFERENCE_KIND = "openinference.span.kind";
  static final String ERROR_TYPE = "error.type";

  /** Ours: an attribute below it is a key of the context. */
  static final String CONTEXT = "hindcast.context.";

  static final String OUTCOME = "hindcast.workflow.outcome";
  static final String EFFECT = "hindcast.decision.effect";
  static final String RULE = "hindcast.decision.rule";
  static final String BUNDLE_VERSION = "hindcast.decision.bundle_version";

  /** Vercel's AI SDK names its calls of tools so. */
  static final String VERCEL_TOOL = "ai.toolCall.name";

  static final String[] TOOL = {"gen_ai.tool.name", "tool.name", "mcp.tool.name", VERCEL_TOOL};

  // Older drafts; Pydantic AI until its third format; Google's ADK; Vercel's AI SDK.
  static final String[] ARGUMENTS = {
    "gen_ai.tool.call.arguments",
    "gen_ai.tool.arguments",
    "tool_arguments",
    "gcp.vertex.agent.tool_call_args",
    "ai.toolCall.args"
  };
  static final String[] RESULT = {
    "gen_ai.tool.call.result",
    "gen_ai.tool.result",
    "tool_response",
    "gcp.vertex.agent.tool_response",
    "ai.toolCall.result"
  };
  static final String INPUT = "input.value";
  static final String INPUT_TYPE = "input.mime_type";
  static final String OUTPUT = "output.value";
  static final String OUTPUT_TYPE = "output.mime_type";
  static final String[] WORKFLOW = {
    "gen_ai.conversation.id", "session.id", "langfuse.session.id", "gen_ai.session.id"
  };
  static final String[] AGENT = {"gen_ai.agent.name", "agent.name"};
  static final String[] MODEL = {"gen_ai.request.model", "gen_ai.response.model", "llm.model_name"};
  static final String[] TENANT = {"hindcast.tenant", "tenant.id"};

  /** Of the resource: they say who the caller is and where it runs. */
  static final List<String> RESOURCE_CONTEXT =
      List.of(
          "service.name",
          "service.namespace",
          "service.version",
          "deployment.environment.name",
          "deployment.environment");

  /** Columns of their own, so not context as well. */
  static final Set<String> COLUMNS =
      Stream.of(
              Stream.of(
                  OPERATION,
                  OUTCOME,
                  EFFECT,
                  RULE,
                  BUNDLE_VERSION,
                  ERROR_TYPE,
                  OPEN_INFERENCE_KIND),
              Stream.of(INPUT, INPUT_TYPE, OUTPUT, OUTPUT_TYPE),
              Stream.of(TOOL),
              Stream.of(ARGUMENTS),
              Stream.of(RESULT),
              Stream.of(WORKFLOW),
              Stream.of(AGENT),
              Stream.of(MODEL),
              Stream.of(TENANT))
          .flatMap(names -> names)
          .collect(Collectors.toUnmodifiableSet());

  /** Long texts that say nothing about the one call. */
  static final List<String> NO_CONTEXT =
      List.of(
          "gen_ai.input.",
          "gen_ai.output.",
          "gen_ai.system_instructions",
          "gen_ai.tool.definitions",
          "gen_ai.tool.description",
          "llm.",
          "tool.description",
          "tool.parameters",
          "tool.json_schema",
          "code.",
          "thread.");

  private Names() {}
}
