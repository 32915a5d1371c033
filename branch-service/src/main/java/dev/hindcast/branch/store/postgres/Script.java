package dev.hindcast.branch.store.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script of one DO statement with {@code ${name}} in the places of values. DO takes no
 * parameters, so values are text: they must be of a harmless alphabet, which is checked here.
 * Immutable.
 */
public final class Script {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z_]+)}");
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_:,+/=$ {}\"-]*");

  private final String text;

  private Script(String text) {
    this.text = text;
  }

  /** Reads a script that lies beside a class. */
  public static Script read(Class<?> beside, String name) {
    try (var in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the script " + name + " is missing");
      }
      return new Script(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The script with another one, which is part of it, in a place. */
  public Script including(String place, Script part) {
    return new Script(text.replace("${" + place + "}", part.text));
  }

  /** The statement with the values in their places. */
  public String with(Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(place -> Matcher.quoteReplacement(value(values, place.group(1))));
  }

  private static String value(Map<String, String> values, String name) {
    var value = values.get(name);
    if (value == null || !HARMLESS.matcher(value).matches()) {
      throw new IllegalArgumentException("no value that is safe in a statement for " + name);
    }
    return value;
  }
}
