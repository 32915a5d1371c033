package dev.hindcast.policy.bundle;

import static java.util.Objects.requireNonNull;

/**
 * Something to tell the author of a bundle. The message names the field and the way to mend it.
 *
 * @param file path inside the bundle
 */
public record Diagnostic(Severity severity, String file, Position position, String message) {

  /** An error keeps a bundle from being published; a warning does not. */
  public enum Severity {
    ERROR,
    WARNING
  }

  public Diagnostic {
    requireNonNull(severity, "severity");
    requireNonNull(file, "file");
    requireNonNull(position, "position");
    requireNonNull(message, "message");
  }

  public static Diagnostic error(String file, Position position, String message) {
    return new Diagnostic(Severity.ERROR, file, position, message);
  }

  public static Diagnostic warning(String file, Position position, String message) {
    return new Diagnostic(Severity.WARNING, file, position, message);
  }

  public int line() {
    return position.line();
  }

  public int column() {
    return position.column();
  }

  /** In the form editors understand: {@code file:line:column: severity: message}. */
  @Override
  public String toString() {
    String level = severity == Severity.ERROR ? "error" : "warning";
    return file + ":" + line() + ":" + column() + ": " + level + ": " + message;
  }
}
