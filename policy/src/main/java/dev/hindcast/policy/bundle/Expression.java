package dev.hindcast.policy.bundle;

import static java.util.Objects.requireNonNull;

/**
 * The text of an expression and where each of its characters stands in the bundle's file. Equal by
 * text.
 */
public final class Expression {
  private final String text;
  private final SourceMap sourceMap;

  Expression(String text, SourceMap sourceMap) {
    this.text = requireNonNull(text, "text");
    this.sourceMap = requireNonNull(sourceMap, "sourceMap");
  }

  public String text() {
    return text;
  }

  /** Where in the file code point number {@code offset} of the text stands. */
  public Position position(int offset) {
    return sourceMap.position(offset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Expression expression && text.equals(expression.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
