package dev.hindcast.cli;

import dev.hindcast.platform.telemetry.Telemetry;
import dev.hindcast.platform.telemetry.UnusableTelemetryException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;

/**
 * Where the environment asks for traces, a command is the first span of one, and says at its end
 * which. A cluster that runs for long is none.
 */
final class TracedCommand implements IExecutionStrategy {
  private static final String RUNS_FOR_LONG = "up";

  private final IExecutionStrategy strategy;

  private TracedCommand(IExecutionStrategy strategy) {
    this.strategy = strategy;
  }

  /** Executes a command line with the telemetry of the process. */
  static int execute(CommandLine command, String... args) {
    try (var _ = Telemetry.start(Telemetry.PROCESS)) {
      return command
          .setExecutionStrategy(new TracedCommand(command.getExecutionStrategy()))
          .execute(args);
    } catch (UnusableTelemetryException e) {
      command.getErr().println("error: " + e.getMessage());
      return ExitCode.ERROR;
    }
  }

  @Override
  public int execute(ParseResult parsed) {
    var command = parsed.asCommandLineList().getLast();
    var name = command.getCommandSpec().qualifiedName();
    if (!Telemetry.current().isOn() || command.getCommandName().equals(RUNS_FOR_LONG)) {
      return strategy.execute(parsed);
    }
    // Without its arguments, which are not ours to send.
    var span =
        Telemetry.current().api().getTracer("dev.hindcast.cli").spanBuilder(name).startSpan();
    try (var _ = span.makeCurrent()) {
      var code = strategy.execute(parsed);
      span.setAttribute("process.exit.code", (long) code);
      return code;
    } catch (RuntimeException e) {
      span.setStatus(StatusCode.ERROR, e.getClass().getSimpleName());
      throw e;
    } finally {
      span.end();
      tell(span, command);
    }
  }

  private static void tell(Span span, CommandLine command) {
    if (span.getSpanContext().isSampled()) {
      command.getErr().println("trace: " + span.getSpanContext().getTraceId());
    }
  }
}
