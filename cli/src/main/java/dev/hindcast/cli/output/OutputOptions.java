package dev.hindcast.cli.output;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --output}, for commands that print an answer. */
public final class OutputOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "TABLE",
      description = "table (default), or json: the API's own messages as proto3 JSON")
  private Output.Format format;

  /** Where and how the command prints. */
  public Output output() {
    return new Output(command.commandLine().getOut(), command.commandLine().getErr(), format);
  }
}
