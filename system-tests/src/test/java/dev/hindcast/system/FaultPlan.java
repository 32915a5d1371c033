package dev.hindcast.system;

import dev.hindcast.system.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What goes wrong in each round; equal seeds have equal plans, and more rounds begin with the same
 * ones.
 */
record FaultPlan(List<List<Fault>> rounds) {
  private static final int MOST_AT_ONCE = 3;
  private static final double LATEST = 0.9;
  private static final int SHORTEST_MILLIS = 100;

  /** A process that is gone comes back soon, as a supervisor has it. */
  private static final int LONGEST_ABSENCE_MILLIS = 1_500;

  /** Some are longer than a lease, some are not. */
  private static final int LONGEST_SILENCE_MILLIS = 4_500;

  FaultPlan {
    rounds = rounds.stream().map(List::copyOf).toList();
  }

  static FaultPlan of(long seed, int rounds, List<String> processes, List<String> links) {
    var random = new Random(seed);
    var all = new ArrayList<List<Fault>>();
    for (var i = 0; i < rounds; i++) {
      var victims = new ArrayList<String>(processes);
      victims.addAll(links);
      Collections.shuffle(victims, random);
      var faults = new ArrayList<Fault>();
      for (var victim : victims.subList(0, 1 + random.nextInt(MOST_AT_ONCE))) {
        faults.add(fault(random, victim, processes.contains(victim)));
      }
      all.add(faults);
    }
    return new FaultPlan(all);
  }

  private static Fault fault(Random random, String victim, boolean process) {
    var kinds =
        process
            ? List.of(Kind.KILL, Kind.KILL, Kind.SUSPEND, Kind.RESTART)
            : List.of(Kind.REFUSE, Kind.STALL, Kind.STALL_AND_DROP);
    var kind = kinds.get(random.nextInt(kinds.size()));
    var longest =
        switch (kind) {
          case KILL, RESTART -> LONGEST_ABSENCE_MILLIS;
          case SUSPEND, REFUSE, STALL, STALL_AND_DROP -> LONGEST_SILENCE_MILLIS;
        };
    var lasts = SHORTEST_MILLIS + random.nextInt(longest - SHORTEST_MILLIS);
    return new Fault(kind, victim, random.nextDouble() * LATEST, Duration.ofMillis(lasts));
  }
}
