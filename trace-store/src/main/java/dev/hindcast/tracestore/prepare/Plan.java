package dev.hindcast.tracestore.prepare;

import java.util.List;

/** What would be done, and which tables are left out. */
public record Plan(List<Step> steps, List<Unfit> unfit) {
  public Plan {
    steps = List.copyOf(steps);
    unfit = List.copyOf(unfit);
  }
}
