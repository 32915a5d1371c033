package dev.hindcast.branch.provider;

/** What a fork can be asked to be cut at. */
public enum CutKind {
  /** Now. */
  NOW,
  /** A position in the write-ahead log. */
  LSN,
  /** A past moment. */
  TIME,
  /** A snapshot that the engine keeps. */
  SNAPSHOT
}
