package dev.hindcast.policy.action;

import dev.hindcast.policy.action.ValuePath.Step;
import java.util.ArrayList;
import java.util.List;

/** Reads the text form of a {@link ValuePath}. */
final class ValuePathParser {
  private final String text;
  private int at;

  ValuePathParser(String text) {
    this.text = text;
  }

  ValuePath parse() {
    String root = word();
    List<Step> steps = new ArrayList<>();
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case '.' -> {
          at++;
          steps.add(new Step.Key(word()));
        }
        case '[' -> {
          at++;
          steps.add(bracket());
          if (at >= text.length() || text.charAt(at) != ']') {
            throw wrong("expected ']'");
          }
          at++;
        }
        default -> throw wrong("expected '.' or '['");
      }
    }
    return new ValuePath(root, steps);
  }

  private String word() {
    int start = at;
    while (at < text.length() && ValuePath.isWordCharacter(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw wrong("expected a name");
    }
    return text.substring(start, at);
  }

  private Step bracket() {
    if (at >= text.length()) {
      throw wrong("expected a number, '*' or a quoted key");
    }
    char first = text.charAt(at);
    if (first == '*') {
      at++;
      return ValuePath.ANY;
    }
    if (first == '"' || first == '\'') {
      return new Step.Key(quoted(first));
    }
    int start = at;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    if (at == start || at - start > 9) {
      throw wrong("expected a number, '*' or a quoted key");
    }
    return new Step.Index(Integer.parseInt(text.substring(start, at)));
  }

  private String quoted(char quote) {
    StringBuilder key = new StringBuilder();
    for (at++; at < text.length() && text.charAt(at) != quote; at++) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      key.append(text.charAt(at));
    }
    at++;
    return key.toString();
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        what + " at character " + (at + 1) + " of path '" + text + "'");
  }
}
