package dev.hindcast.policy.selection;

/** How a text is compared with a literal; by code points, never by a language's rules. */
public enum TextTest {
  EQUALS,
  STARTS_WITH,
  ENDS_WITH,
  CONTAINS,
  BEFORE,
  NOT_AFTER
}
