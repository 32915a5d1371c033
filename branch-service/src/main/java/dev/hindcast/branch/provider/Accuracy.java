package dev.hindcast.branch.provider;

/** How well a number is known. */
public enum Accuracy {
  /** The very number. */
  EXACT,
  /** Good to the order of magnitude. */
  APPROXIMATE,
  /** Not known. */
  NONE
}
