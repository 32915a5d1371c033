package dev.hindcast.policy.cel;

import dev.hindcast.policy.action.CanonicalJson;

/** Text as a YAML double-quoted scalar, of which JSON strings are a part. */
final class JsonText {

  private JsonText() {}

  static String quote(String text) {
    return CanonicalJson.write(text);
  }
}
