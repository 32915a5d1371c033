package dev.hindcast.ingest.otlp;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/**
 * A span as it was received. Values of attributes are texts, {@code Long}, {@code Double}, {@code
 * Boolean}, lists and maps of them, and null.
 *
 * @param traceId hexadecimal
 * @param spanId hexadecimal
 * @param parentId hexadecimal; empty: it is a root
 * @param message of an error
 * @param lost whether attributes were dropped before it was sent
 * @param resource attributes of who sent it
 */
public record Span(
    String traceId,
    String spanId,
    String parentId,
    Kind kind,
    Instant start,
    Instant end,
    Status status,
    String message,
    boolean lost,
    Map<String, Object> attributes,
    Map<String, Object> resource) {
  public Span {
    requireNonNull(traceId);
    requireNonNull(spanId);
    requireNonNull(parentId);
    requireNonNull(kind);
    requireNonNull(start);
    requireNonNull(end);
    requireNonNull(status);
    requireNonNull(message);
    requireNonNull(attributes);
    requireNonNull(resource);
  }

  /** Which side of a call it is. */
  public enum Kind {
    CLIENT,
    SERVER,
    OTHER
  }

  /** How it ended, as far as it says. */
  public enum Status {
    UNSET,
    OK,
    ERROR
  }

  /** The first of these attributes that is a text with something in it; null if there is none. */
  String text(String... names) {
    for (var name : names) {
      if (attributes.get(name) instanceof String text && !text.isEmpty()) {
        return text;
      }
    }
    return null;
  }

  /** As {@link #text}, and then of the resource. */
  String ownOrResourceText(String... names) {
    var own = text(names);
    if (own != null) {
      return own;
    }
    for (var name : names) {
      if (resource.get(name) instanceof String text && !text.isEmpty()) {
        return text;
      }
    }
    return null;
  }

  boolean isRoot() {
    return parentId.isEmpty();
  }
}
