package dev.hindcast.cli.output;

import java.util.List;

/** A command cannot do its work; the message says why and what to do. No stack trace is shown. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> details;

  /** With one line. */
  public CommandException(String message) {
    this(message, List.of());
  }

  /** With further lines below the first. */
  public CommandException(String message, List<String> details) {
    super(message);
    this.details = List.copyOf(details);
  }

  List<String> details() {
    return details;
  }
}
