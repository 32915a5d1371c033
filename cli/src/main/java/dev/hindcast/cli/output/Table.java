package dev.hindcast.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns, counts to the right. */
public final class Table {
  private static final String GAP = "  ";

  private final String indent;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> right = new ArrayList<>();

  /** With a heading for each column; one that begins with {@code >} is aligned to the right. */
  public Table(String indent, String... headings) {
    this.indent = indent;
    var first = new ArrayList<String>();
    for (var heading : headings) {
      right.add(heading.startsWith(">"));
      first.add(heading.startsWith(">") ? heading.substring(1) : heading);
    }
    rows.add(List.copyOf(first));
  }

  /** Adds a row with as many cells as there are columns. */
  public Table row(String... cells) {
    if (cells.length != right.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + right.size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Whether there is no row yet. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** The lines, headings first. */
  public List<String> lines() {
    var widths = new int[right.size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    var line = new StringBuilder(indent);
    for (int i = 0; i < widths.length; i++) {
      var cell = row.get(i);
      var padding = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? "" : GAP).append(right.get(i) ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }
}
