package dev.hindcast.policy.bundle;

/** A place in a file, both counted from one. */
public record Position(int line, int column) {

  public static final Position START = new Position(1, 1);

  public Position {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("lines and columns count from one");
    }
  }
}
