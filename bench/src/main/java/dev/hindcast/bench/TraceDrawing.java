package dev.hindcast.bench;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws a trace, and the traces that link to it, as bars over one axis of time. */
final class TraceDrawing {
  private static final int WIDTH = 1400;
  private static final int LABELS = 520;
  private static final int ROW = 19;
  private static final int TOP = 46;
  private static final int INDENT = 14;
  private static final int LONGEST_LABEL = 68;
  private static final String[] COLOURS = {
    "#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2"
  };

  private final List<Sent> spans;
  private final Map<String, String> colours = new HashMap<>();
  private final StringBuilder rows = new StringBuilder();
  private long from;
  private double pixelsPerNano;
  private int row;

  /** A span and the service that sent it. */
  record Sent(String service, Span span) {}

  TraceDrawing(List<Sent> spans) {
    this.spans = spans;
  }

  /**
   * The whole picture.
   *
   * @param trace whose spans come first
   * @param links at most so many of the traces that link to it
   */
  String svg(ByteString trace, int links) {
    var own = spans.stream().filter(sent -> sent.span().getTraceId().equals(trace)).toList();
    var linked =
        spans.stream()
            .filter(sent -> linksTo(sent.span(), trace))
            .sorted(Comparator.comparingLong(sent -> sent.span().getStartTimeUnixNano()))
            .toList();
    var shown = linked.subList(0, Math.min(links, linked.size()));
    var all = new ArrayList<>(own);
    shown.forEach(root -> all.addAll(ofTrace(root.span().getTraceId())));
    from = all.stream().mapToLong(sent -> sent.span().getStartTimeUnixNano()).min().orElseThrow();
    var to = all.stream().mapToLong(sent -> sent.span().getEndTimeUnixNano()).max().orElseThrow();
    pixelsPerNano = (WIDTH - LABELS - 90.0) / Math.max(1, to - from);
    own.stream().filter(sent -> isRootAmong(sent, own)).forEach(root -> tree(root, own, 0));
    heading(
        "%d traces link to it, one a try of a shard; %d of them"
            .formatted(linked.size(), shown.size()));
    shown.forEach(root -> tree(root, ofTrace(root.span().getTraceId()), 0));
    return page(trace, to - from);
  }

  private static boolean linksTo(Span span, ByteString trace) {
    return span.getLinksList().stream().anyMatch(link -> link.getTraceId().equals(trace));
  }

  private List<Sent> ofTrace(ByteString trace) {
    return spans.stream().filter(sent -> sent.span().getTraceId().equals(trace)).toList();
  }

  private static boolean isRootAmong(Sent sent, List<Sent> all) {
    return all.stream()
        .noneMatch(other -> other.span().getSpanId().equals(sent.span().getParentSpanId()));
  }

  private void tree(Sent sent, List<Sent> all, int depth) {
    label(depth, name(sent.span().getName()));
    bar(sent, time(nanos(sent)));
    row++;
    var statements = new ArrayList<Sent>();
    for (var child : children(sent, all)) {
      if (isStatement(child, all)) {
        statements.add(child);
      } else {
        statements(statements, depth + 1);
        tree(child, all, depth + 1);
      }
    }
    statements(statements, depth + 1);
  }

  private static List<Sent> children(Sent parent, List<Sent> all) {
    return all.stream()
        .filter(other -> other.span().getParentSpanId().equals(parent.span().getSpanId()))
        .sorted(Comparator.comparingLong(other -> other.span().getStartTimeUnixNano()))
        .toList();
  }

  private static boolean isStatement(Sent sent, List<Sent> all) {
    return children(sent, all).isEmpty()
        && sent.span().getAttributesList().stream()
            .anyMatch(attribute -> attribute.getKey().startsWith("db."));
  }

  /** Those that follow each other, on one row. */
  private void statements(List<Sent> run, int depth) {
    if (run.isEmpty()) {
      return;
    }
    label(
        depth,
        run.size() == 1 ? name(run.getFirst().span().getName()) : run.size() + " statements");
    run.subList(0, run.size() - 1).forEach(sent -> bar(sent, ""));
    bar(run.getLast(), time(run.stream().mapToLong(TraceDrawing::nanos).sum()));
    row++;
    run.clear();
  }

  private void heading(String text) {
    row++;
    rows.append(text(8, y() + 13, "font-weight=\"bold\"", text));
    row++;
  }

  private void label(int depth, String text) {
    rows.append(text(8 + depth * INDENT, y() + 13, "", text));
  }

  private static long nanos(Sent sent) {
    return sent.span().getEndTimeUnixNano() - sent.span().getStartTimeUnixNano();
  }

  private void bar(Sent sent, String after) {
    var x = LABELS + (sent.span().getStartTimeUnixNano() - from) * pixelsPerNano;
    var width = Math.max(1.5, nanos(sent) * pixelsPerNano);
    var colour =
        colours.computeIfAbsent(sent.service(), _ -> COLOURS[colours.size() % COLOURS.length]);
    rows.append(
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"13\" fill=\"%s\"/>%n"
            .formatted(x, y() + 3, width, colour));
    if (!after.isEmpty()) {
      rows.append(text(x + width + 4, y() + 13, "fill=\"#666\"", after));
    }
  }

  private int y() {
    return TOP + row * ROW;
  }

  private String page(ByteString trace, long nanos) {
    var head = new StringBuilder();
    head.append(
        text(
            8,
            18,
            "font-weight=\"bold\"",
            "trace " + hex(trace) + ", " + time(nanos) + " with its shards"));
    var x = 8;
    for (var service : colours.keySet().stream().sorted().toList()) {
      head.append(
          "<rect x=\"%d\" y=\"27\" width=\"11\" height=\"11\" fill=\"%s\"/>%n"
              .formatted(x, colours.get(service)));
      head.append(text(x + 16, 37, "", service));
      x += 30 + service.length() * 8;
    }
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        %3$s%4$s</svg>
        """
        .formatted(WIDTH, y() + 12, head, rows);
  }

  private static String name(String name) {
    // The package says nothing that the method does not.
    var shorter = name.replaceFirst("^hindcast\\.[a-z]+\\.v1\\.", "");
    return shorter.length() <= LONGEST_LABEL ? shorter : shorter.substring(0, LONGEST_LABEL) + "…";
  }

  private static String text(double x, double y, String attributes, String text) {
    var escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    return String.format(
        Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>%n", x, y, attributes, escaped);
  }

  private static String time(long nanos) {
    return nanos < 10_000_000
        ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
        : nanos < 2_000_000_000L
            ? String.format(Locale.ROOT, "%d ms", nanos / 1_000_000)
            : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  private static String hex(ByteString bytes) {
    return java.util.HexFormat.of().formatHex(bytes.toByteArray());
  }
}
