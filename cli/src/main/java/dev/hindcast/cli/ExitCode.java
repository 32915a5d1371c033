package dev.hindcast.cli;

/** What the command ends with. */
public final class ExitCode {
  /** All is well. */
  public static final int CLEAN = 0;

  /** Changes were found that {@code --fail-on} names, or a bundle has mistakes. */
  public static final int CHANGES = 1;

  /** The command could not do its work. */
  public static final int ERROR = 2;

  private ExitCode() {}
}
