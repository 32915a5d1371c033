package dev.hindcast.tracestore.generate;

/** Writes one flat JSON object after the other into the same memory. Not thread-safe. */
final class JsonText {
  private final StringBuilder text = new StringBuilder(512);

  /** Begins a new object. */
  JsonText begin() {
    text.setLength(0);
    text.append('{');
    return this;
  }

  JsonText field(String name, String value) {
    name(name);
    string(value);
    return this;
  }

  JsonText field(String name, long value) {
    name(name);
    text.append(value);
    return this;
  }

  JsonText field(String name, boolean value) {
    name(name);
    text.append(value);
    return this;
  }

  /** An amount with two decimals, from its hundredths. */
  JsonText amount(String name, double value) {
    var cents = Math.max(1, Math.round(value * 100));
    name(name);
    text.append(cents / 100).append('.').append((char) ('0' + cents / 10 % 10));
    text.append((char) ('0' + cents % 10));
    return this;
  }

  JsonText list(String name, String... values) {
    name(name);
    text.append('[');
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        text.append(',');
      }
      string(values[i]);
    }
    text.append(']');
    return this;
  }

  /** Ends the object; the text is valid until the next {@link #begin}. */
  CharSequence end() {
    text.append('}');
    return text;
  }

  private void name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    text.append('"').append(name).append("\":");
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
    text.append('"');
  }
}
