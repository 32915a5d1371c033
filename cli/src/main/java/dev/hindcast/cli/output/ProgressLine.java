package dev.hindcast.cli.output;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One line that is drawn again and again on a terminal; a plain line now and then anywhere else.
 */
public final class ProgressLine {
  private static final int WIDTH = 24;
  private static final long PLAIN_EVERY = Duration.ofSeconds(5).toNanos();

  private final PrintWriter out;
  private final boolean interactive;
  private final LongSupplier nanoTime;
  private long lastPlain;
  private int lastLength;

  ProgressLine(PrintWriter out, boolean interactive, LongSupplier nanoTime) {
    this.out = out;
    this.interactive = interactive;
    this.nanoTime = nanoTime;
    this.lastPlain = nanoTime.getAsLong();
  }

  /**
   * Shows how far something is.
   *
   * @param done part that is done, of {@code all}; an unknown {@code all} is 0
   */
  public void show(String what, long done, long all, String detail) {
    if (interactive) {
      draw(what + (all <= 0 ? "  " : "  " + bar(done, all) + "  ") + detail);
    } else if (nanoTime.getAsLong() - lastPlain >= PLAIN_EVERY) {
      lastPlain = nanoTime.getAsLong();
      out.println(what + (all <= 0 ? " " : " " + percent(done, all) + " ") + detail);
      out.flush();
    }
  }

  /** Ends the display; the next output begins on a clean line. */
  public void end() {
    if (interactive && lastLength > 0) {
      draw("");
      out.print('\r');
      out.flush();
    }
  }

  private void draw(String text) {
    out.print('\r' + text + " ".repeat(Math.max(0, lastLength - text.length())));
    out.flush();
    lastLength = text.length();
  }

  private static String bar(long done, long all) {
    var filled = all <= 0 ? 0 : (int) Math.min(WIDTH, WIDTH * done / all);
    return "[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + percent(done, all);
  }

  private static String percent(long done, long all) {
    return all <= 0 ? "" : Math.min(100, 100 * done / all) + "%";
  }
}
