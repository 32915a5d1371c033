package dev.hindcast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the execution samples of a flight recording as a flame graph. */
@Command(
    name = "flame",
    mixinStandardHelpOptions = true,
    description = "A flame graph (SVG) of the execution samples of a flight recording.")
final class FlameGraph implements Callable<Integer> {
  private static final int WIDTH = 1400;
  private static final int ROW = 15;
  private static final int HEAD = 30;

  /** Narrower boxes, in pixels, are left out with all that is above them. */
  private static final double NARROWEST = 4;

  private static final double CHARACTER = 6.2;
  private static final String[] COLOURS = {"#e8a33d", "#d9773c", "#e0c04c", "#cf5f4a", "#e29a6b"};

  @Parameters(index = "0", description = "Flight recording.")
  private Path recording;

  @Parameters(index = "1", description = "SVG file to write.")
  private Path target;

  @Option(
      names = "--from",
      defaultValue = "0.5",
      description = "Part of the recording to skip, 0 to 1: the JVM's warming up.")
  private double from;

  private int deepest;

  private static final class Node {
    private final Map<String, Node> callees = new TreeMap<>();
    private long samples;
  }

  @Override
  public Integer call() throws IOException {
    var root = new Node();
    var events =
        RecordingFile.readAllEvents(recording).stream()
            .filter(event -> event.getEventType().getName().equals("jdk.ExecutionSample"))
            .toList();
    if (events.isEmpty()) {
      throw new IllegalStateException("no execution samples in " + recording);
    }
    long first = events.getFirst().getStartTime().toEpochMilli();
    long last = events.getLast().getStartTime().toEpochMilli();
    events.stream()
        .filter(event -> event.getStartTime().toEpochMilli() >= first + (last - first) * from)
        .forEach(event -> add(root, event));
    var boxes = new StringBuilder();
    draw(boxes, "all", root, 0, 0, WIDTH / (double) root.samples);
    int height = HEAD + (deepest + 1) * ROW;
    Files.writeString(
        target,
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" font-family="monospace" font-size="10">
        <rect width="%1$d" height="%2$d" fill="#fffdf8"/>
        <text x="6" y="18" font-size="13">%3$s: %4$d samples; root at the top, width is processor time</text>
        %5$s</svg>
        """
            .formatted(
                WIDTH, height, escaped(target.getFileName().toString()), root.samples, boxes));
    return 0;
  }

  private static void add(Node root, RecordedEvent event) {
    var thread = event.getThread("sampledThread");
    var name = thread == null || thread.getJavaName() == null ? "?" : thread.getJavaName();
    var node = root;
    node.samples++;
    node = step(node, name.replaceAll("-?\\d+", ""));
    for (var frame : event.getStackTrace().getFrames().reversed()) {
      node = step(node, name(frame));
    }
  }

  private static Node step(Node node, String name) {
    var callee = node.callees.computeIfAbsent(name, _ -> new Node());
    callee.samples++;
    return callee;
  }

  private static String name(RecordedFrame frame) {
    var type = frame.getMethod().getType().getName();
    return type.substring(type.lastIndexOf('.') + 1).replaceAll("0x[0-9a-f]+", "")
        + "."
        + frame.getMethod().getName();
  }

  private void draw(
      StringBuilder boxes, String name, Node node, int depth, double x, double scale) {
    double width = node.samples * scale;
    if (width < NARROWEST) {
      return;
    }
    deepest = Math.max(deepest, depth);
    int fits = (int) (width / CHARACTER);
    var label = fits < 4 ? "" : name.length() <= fits ? name : name.substring(0, fits - 1) + "…";
    int y = HEAD + depth * ROW;
    boxes.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s, %d</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"14\" fill=\"%s\"/>",
            escaped(name),
            node.samples,
            x,
            y,
            Math.max(0.5, width - 0.4),
            COLOURS[Math.floorMod(name.hashCode(), COLOURS.length)]));
    if (!label.isEmpty()) {
      boxes.append(
          String.format(
              Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + 10, escaped(label)));
    }
    boxes.append("</g>\n");
    double next = x;
    for (var callee : node.callees.entrySet()) {
      draw(boxes, callee.getKey(), callee.getValue(), depth + 1, next, scale);
      next += callee.getValue().samples * scale;
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
