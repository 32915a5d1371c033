package dev.hindcast.policy.bundle;

import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Maps code points of a YAML scalar's value back to lines and columns of the file, for plain,
 * quoted and block scalars. It walks value and raw text side by side; where YAML changed the text
 * (escapes, folding) it follows as far as needed for a position a person can use.
 */
final class SourceMap {
  private final Position[] positions;

  private SourceMap(Position[] positions) {
    this.positions = positions;
  }

  static SourceMap at(Position position) {
    return new SourceMap(new Position[] {position});
  }

  static SourceMap of(ScalarNode node) {
    Optional<Mark> start = node.getStartMark();
    Optional<Mark> end = node.getEndMark();
    if (start.isEmpty() || end.isEmpty()) {
      return at(Position.START);
    }
    return new SourceMap(new Walk(node, start.get(), end.get()).run());
  }

  Position position(int offset) {
    return positions[Math.clamp(offset, 0, positions.length - 1)];
  }

  private static final class Walk {
    private final int[] value;
    private final int[] raw;
    private final ScalarStyle style;
    private final int end;
    private int at;
    private int line;
    private int column;
    private int indentation;

    Walk(ScalarNode node, Mark start, Mark end) {
      this.value = node.getValue().codePoints().toArray();
      this.raw = start.getBuffer();
      this.style = node.getScalarStyle();
      this.end = Math.min(start.getPointer() + (end.getIndex() - start.getIndex()), raw.length);
      this.at = start.getPointer();
      this.line = start.getLine() + 1;
      this.column = start.getColumn() + 1;
    }

    Position[] run() {
      Position[] found = new Position[value.length + 1];
      switch (style) {
        case SINGLE_QUOTED, DOUBLE_QUOTED -> skip(1);
        case LITERAL, FOLDED -> {
          skipLine();
          skipBlanks();
          indentation = column - 1;
        }
        case PLAIN, JSON_SCALAR_STYLE -> {}
      }
      for (int i = 0; i < value.length; i++) {
        if (isWhite(value[i]) && atLineEnd()) {
          found[i] = here();
          skipBreak(value[i] == '\n' && (i == 0 || value[i - 1] != '\n'));
          continue;
        }
        found[i] = here();
        skip(lengthOfOne(value[i]));
      }
      found[value.length] = here();
      return found;
    }

    private Position here() {
      return new Position(line, column);
    }

    private void skip(int count) {
      for (int i = 0; i < count && at < end; i++, at++) {
        if (raw[at] == '\n') {
          line++;
          column = 1;
        } else {
          column++;
        }
      }
    }

    private void skipLine() {
      while (at < end && raw[at] != '\n') {
        skip(1);
      }
      skip(1);
    }

    /** Leading blank lines and the indentation of a block scalar. */
    private void skipBlanks() {
      while (at < end && (raw[at] == ' ' || raw[at] == '\n' || raw[at] == '\r')) {
        skip(1);
      }
    }

    /** One line break of the value; folding spends two of the file's on the first of a run. */
    private void skipBreak(boolean firstOfRun) {
      breakOnce();
      if (firstOfRun && style != ScalarStyle.LITERAL && at < end && atLineEnd()) {
        breakOnce();
      }
    }

    private void breakOnce() {
      while (at < end && raw[at] != '\n') {
        skip(1);
      }
      skip(1);
      boolean block = style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED;
      int most = block ? indentation : Integer.MAX_VALUE;
      for (int i = 0; i < most && at < end && raw[at] == ' '; i++) {
        skip(1);
      }
    }

    /** True if only blanks stand between here and the end of the line. */
    private boolean atLineEnd() {
      int i = at;
      while (i < end && (raw[i] == ' ' || raw[i] == '\t' || raw[i] == '\r')) {
        i++;
      }
      return i < end && raw[i] == '\n';
    }

    private int lengthOfOne(int codePoint) {
      if (at >= end) {
        return 0;
      }
      if (style == ScalarStyle.SINGLE_QUOTED && codePoint == '\'') {
        return 2;
      }
      if (style == ScalarStyle.DOUBLE_QUOTED && raw[at] == '\\' && at + 1 < end) {
        return switch (raw[at + 1]) {
          case 'x' -> 4;
          case 'u' -> 6;
          case 'U' -> 10;
          default -> 2;
        };
      }
      return 1;
    }

    private static boolean isWhite(int codePoint) {
      return codePoint == ' ' || codePoint == '\n' || codePoint == '\t' || codePoint == '\r';
    }
  }
}
