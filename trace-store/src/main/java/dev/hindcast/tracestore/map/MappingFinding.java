package dev.hindcast.tracestore.map;

import static java.util.Objects.requireNonNull;

/**
 * Something about a view.
 *
 * @param level how bad it is
 * @param column it is about; empty: the view
 * @param problem for a person
 * @param fix what to write instead; empty: nothing need be done
 */
public record MappingFinding(Level level, String column, String problem, String fix) {
  public MappingFinding {
    requireNonNull(level);
    requireNonNull(column);
    requireNonNull(problem);
    requireNonNull(fix);
  }

  /** How bad it is. */
  public enum Level {
    /** Without this there is no fork, or a wrong one. */
    ERROR,
    /** It works, and this is what it costs or leaves out. */
    NOTE
  }
}
