package dev.hindcast.policy.selection;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A value of a recorded action that a selection looks at. */
public sealed interface Place {

  /** A column of text. */
  enum TextColumn implements Place {
    TOOL,
    AGENT,
    OPERATION,
    MODEL,
    TENANT
  }

  /** A column of whole numbers. */
  enum NumberColumn implements Place {
    ID,
    STEP
  }

  /** A JSON document of an action. */
  enum Document {
    ARGUMENTS,
    CONTEXT
  }

  /**
   * A value in a document.
   *
   * @param keys names of nested objects' keys, outermost first; at least one
   */
  record Json(Document document, List<String> keys) implements Place {
    public Json {
      requireNonNull(document, "document");
      keys = List.copyOf(keys);
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("a place in a document has a key");
      }
    }
  }
}
