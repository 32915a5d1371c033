package dev.hindcast.branch.reflink.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How long the steps of a fork took, for the log: no promise of an instant, but of its parts. */
final class Phases {
  private final Map<String, Long> millis = new LinkedHashMap<>();
  private long last = System.nanoTime();

  /** What was done since the last one. */
  void done(String phase) {
    var now = System.nanoTime();
    millis.merge(phase, (now - last) / 1_000_000, Long::sum);
    last = now;
  }

  @Override
  public String toString() {
    return millis.entrySet().stream()
        .map(phase -> phase.getKey() + " " + phase.getValue() + " ms")
        .collect(Collectors.joining(", "));
  }
}
