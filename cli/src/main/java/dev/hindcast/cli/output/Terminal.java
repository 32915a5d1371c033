package dev.hindcast.cli.output;

/** What is known about the terminal. */
public final class Terminal {
  private Terminal() {}

  /** Whether a person sits in front of the streams. */
  @SuppressWarnings("SystemConsoleNull") // null with jdk.console=java.base and no terminal
  public static boolean interactive() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  /** Text that stands out on a terminal, plain anywhere else or where NO_COLOR is set. */
  public static String bold(String text) {
    var plain = !interactive() || System.getenv("NO_COLOR") != null;
    return plain ? text : "\u001b[1m" + text + "\u001b[0m";
  }
}
