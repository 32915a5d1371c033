package dev.hindcast.policy.cel;

import static java.util.Objects.requireNonNull;

/**
 * An error in an expression.
 *
 * @param offset code point of the expression, from zero
 */
public record ExpressionIssue(int offset, String message) {

  public ExpressionIssue {
    requireNonNull(message, "message");
  }
}
