package dev.hindcast.ingest.action;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value as the store can hold it: PostgreSQL stores neither U+0000 nor halves of surrogate
 * pairs.
 *
 * @param text the value
 * @param altered whether characters were replaced by U+FFFD for that
 */
public record JsonText(String text, boolean altered) {
  /** The empty object. */
  public static final JsonText EMPTY = new JsonText("{}", false);

  private static final JsonFactory JSON = new JsonFactory();

  /** The value that a text is the JSON of; empty if it is none. */
  public static Optional<JsonText> parse(String json) {
    var out = new StringWriter(json.length() + 16);
    boolean altered = false;
    try (var parser = JSON.createParser(json);
        var generator = JSON.createGenerator(out)) {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      altered = copy(parser, generator);
      if (parser.nextToken() != null) {
        return Optional.empty();
      }
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(new JsonText(out.toString(), altered));
  }

  /** The value of a map, list, text, number, truth value or null. */
  public static JsonText of(Object value) {
    var out = new StringWriter(128);
    try (var generator = JSON.createGenerator(out)) {
      var altered = write(value, generator);
      generator.flush();
      return new JsonText(out.toString(), altered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text that PostgreSQL can hold. */
  public static String clean(String text) {
    int bad = firstBad(text);
    if (bad < 0) {
      return text;
    }
    var clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        clean.append(c).append(text.charAt(++i));
      } else {
        clean.append(c == 0 || Character.isSurrogate(c) ? '\uFFFD' : c);
      }
    }
    return clean.toString();
  }

  private static int firstBad(String text) {
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == 0) {
        return i;
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  private static boolean copy(JsonParser parser, JsonGenerator generator) throws IOException {
    boolean altered = false;
    int depth = 0;
    do {
      switch (parser.currentToken()) {
        case VALUE_STRING -> altered |= text(parser.getText(), generator);
        case FIELD_NAME -> altered |= name(parser.currentName(), generator);
        case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> generator.writeNumber(parser.getText());
        case START_ARRAY, START_OBJECT -> {
          depth++;
          generator.copyCurrentEvent(parser);
        }
        case END_ARRAY, END_OBJECT -> {
          depth--;
          generator.copyCurrentEvent(parser);
        }
        case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> generator.copyCurrentEvent(parser);
        case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
            throw new IllegalStateException("no token of a text");
      }
    } while (depth > 0 && parser.nextToken() != null);
    if (depth > 0) {
      throw new JsonParseException(parser, "cut off");
    }
    return altered;
  }

  private static boolean write(Object value, JsonGenerator generator) throws IOException {
    boolean altered = false;
    switch (value) {
      case null -> generator.writeNull();
      case String text -> altered = text(text, generator);
      case Boolean truth -> generator.writeBoolean(truth);
      case Long number -> generator.writeNumber(number);
      case Integer number -> generator.writeNumber(number);
      // JSON has no such numbers.
      case Double number when !Double.isFinite(number) -> generator.writeString(number.toString());
      case Double number -> generator.writeNumber(number);
      case List<?> list -> {
        generator.writeStartArray();
        for (var item : list) {
          altered |= write(item, generator);
        }
        generator.writeEndArray();
      }
      case Map<?, ?> map -> {
        generator.writeStartObject();
        for (var entry : map.entrySet()) {
          altered |= name(entry.getKey().toString(), generator);
          altered |= write(entry.getValue(), generator);
        }
        generator.writeEndObject();
      }
      case JsonText json -> {
        altered = json.altered;
        generator.writeRawValue(json.text);
      }
      default -> throw new IllegalArgumentException("no JSON value: " + value.getClass());
    }
    return altered;
  }

  private static boolean text(String text, JsonGenerator generator) throws IOException {
    var clean = clean(text);
    generator.writeString(clean);
    return !clean.equals(text);
  }

  private static boolean name(String name, JsonGenerator generator) throws IOException {
    var clean = clean(name);
    generator.writeFieldName(clean);
    return !clean.equals(name);
  }
}
