package dev.hindcast.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the command in this process. */
public record CommandRun(int exit, String out, String err) {

  /** Runs it. */
  public static CommandRun of(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    var command = Hindcast.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new CommandRun(command.execute(args), out.toString(), err.toString());
  }
}
