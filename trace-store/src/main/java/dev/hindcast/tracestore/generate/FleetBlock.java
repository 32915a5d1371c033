package dev.hindcast.tracestore.generate;

import dev.hindcast.tracestore.copy.CopyRows;
import java.time.Instant;

/**
 * Writes the rows of one block of a fleet: a fixed range of its actions, with a random source of
 * its own, so that blocks come out the same in any order and on any thread. Not thread-safe.
 */
final class FleetBlock {
  /** Actions of a block; the last one may have fewer. */
  static final int SIZE = 10_000;

  private static final String[] MODELS = {
    "atlas-large", "atlas-small", "beacon-2", "beacon-2-mini", "cumulus-4", "delta-9b"
  };
  private static final int AGENTS = 48;
  private static final int TENANTS = 60;
  private static final int MOST_STEPS = 40;
  private static final double MICROS = 1e6;

  private final CopyRows actions = new CopyRows();
  private final CopyRows outcomes = new CopyRows();
  private final JsonText json = new JsonText();
  private final Fleet fleet;

  FleetBlock(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Columns: see {@link FleetWriter}. */
  CopyRows actions() {
    return actions;
  }

  /** Columns: see {@link FleetWriter}. */
  CopyRows outcomes() {
    return outcomes;
  }

  /** Writes a block in place of the one before. Action n of the fleet gets the id base + n. */
  void write(long block, long base) {
    actions.clear();
    outcomes.clear();
    var dice = new Dice(fleet.seed(), block);
    var end = Math.min(fleet.actions(), (block + 1) * SIZE);
    for (var ordinal = block * SIZE; ordinal < end; ) {
      var steps = 1 + (int) Math.min(MOST_STEPS - 1.0, -5.5 * StrictMath.log(1 - dice.fraction()));
      steps = (int) Math.min(steps, end - ordinal);
      workflow(dice, ordinal, steps, base);
      ordinal += steps;
    }
  }

  private void workflow(Dice dice, long ordinal, int steps, long base) {
    var agent = dice.skewed(AGENTS);
    var profile = Profile.values()[agent % Profile.values().length];
    var workflowId = fleet.workflowId(ordinal);
    var tenant = "tenant-" + dice.skewed(TENANTS);
    var agentName = profile.domain() + "-agent-" + agent;
    var model = MODELS[(agent * 7 + dice.below(2)) % MODELS.length];
    var context = context(dice, profile);
    var harmfulStep = dice.chance(0.012) ? dice.below(steps) : -1;
    var loops = dice.chance(0.02);
    var time = begin(dice, ordinal);
    Tool tool = null;
    String arguments = null;
    var failures = 0;
    for (int step = 0; step < steps; step++) {
      time += 1_000_000L + dice.below(45_000_000);
      var harmful = step == harmfulStep;
      if (tool == null || harmful || !(loops && dice.chance(0.6))) {
        do {
          tool = profile.tool(dice);
        } while (harmful && !tool.canHarm());
        arguments = tool.arguments(json, dice, harmful).toString();
      }
      var failed = dice.chance(0.03);
      failures += failed ? 1 : 0;
      actions
          .number(base + ordinal + step)
          .text(workflowId)
          .number(step)
          .text(timestamp(time))
          .text(tenant)
          .text(agentName)
          .text(model)
          .text(tool.stored())
          .text(dice.chance(0.008) ? null : arguments)
          .text(context)
          .text(failed ? null : "{\"status\":\"ok\",\"ms\":" + (5 + dice.skewed(4_000)) + "}")
          .text(failed ? (dice.chance(0.5) ? "timeout" : "upstream error 503") : null);
      recordedDecision(dice, tool);
      actions.endRow();
    }
    outcome(dice, workflowId, time, harmfulStep >= 0, failures);
  }

  private String context(Dice dice, Profile profile) {
    var topic = dice.pick(Words.TOPICS);
    return json.begin()
        .field("domain", profile.domain())
        .field("user_task", profile.task(topic))
        .field("user_said", "It is about the " + topic + ". " + dice.pick(Words.SENTENCES))
        .field("user_role", dice.pick(Words.ROLES))
        .field("customer_tier", dice.pick(Words.TIERS))
        .field("risk", dice.skewed(100))
        .field("supervised", dice.chance(0.2))
        .end()
        .toString();
  }

  // An older policy of the fleet's owner, as a governance platform records it.
  private void recordedDecision(Dice dice, Tool tool) {
    var reviewed =
        switch (tool) {
          case PAYMENTS_PAYOUT, DEPLOY_RELEASE -> dice.chance(0.1);
          case SHELL_RUN, FILES_DELETE -> dice.chance(0.04);
          default -> false;
        };
    actions
        .text(reviewed ? "require_approval" : "allow")
        .text(reviewed ? "review-" + tool.stored() : null)
        .text("house-rules/3");
  }

  private void outcome(Dice dice, String workflowId, long time, boolean incident, int failures) {
    if (!incident && dice.chance(0.03)) {
      return; // nobody recorded how it ended
    }
    var failed = dice.chance(failures > 0 ? 0.4 : 0.12);
    outcomes
        .text(workflowId)
        .text(incident ? "incident" : failed ? "failure" : "success")
        .text("{\"source\":\"generated\"}")
        .text(timestamp(time + 5_000_000))
        .endRow();
  }

  /** Microseconds since 1970: in order with the ordinal, thicker by day than by night. */
  private long begin(Dice dice, long ordinal) {
    var seconds = (double) fleet.span().toSeconds() * (ordinal + dice.fraction()) / fleet.actions();
    var day = seconds / 86_400;
    var bent = day - 0.13 * StrictMath.sin(2 * StrictMath.PI * (day + 0.5));
    return fleet.start().getEpochSecond() * 1_000_000L + (long) (bent * 86_400 * MICROS);
  }

  private static String timestamp(long micros) {
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000)
        .toString();
  }
}
