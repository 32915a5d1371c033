package dev.hindcast.policy.cel;

import dev.cel.runtime.CelEvaluationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is told of an evaluation error. */
final class EvaluationErrors {

  /** The library's own position is one inside the expression's part, of no use to a reader. */
  private static final Pattern PREFIX = Pattern.compile("^evaluation error( at [^:]*:\\d+)?: ");

  private EvaluationErrors() {}

  static String message(CelEvaluationException e) {
    String message = e.getMessage() == null ? "unknown error" : e.getMessage();
    Matcher prefix = PREFIX.matcher(message);
    String told = prefix.find() ? message.substring(prefix.end()) : message;
    return told.length() <= CelLimits.MAX_ERROR_LENGTH
        ? told
        : told.substring(0, told.offsetByCodePoints(0, safe(told))) + "…";
  }

  private static int safe(String text) {
    return text.codePointCount(0, CelLimits.MAX_ERROR_LENGTH);
  }
}
