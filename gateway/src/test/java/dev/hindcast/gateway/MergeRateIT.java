package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.diff.ShardAccumulator;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Verdict;
import dev.hindcast.policyproto.DecisionProtos;
import dev.hindcast.policyproto.SummaryProtos;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.Outcome;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.worker.v1.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * How fast a gateway takes in changes: simulated workers send ready-made batches with a window of
 * eight. More changes with {@code -Dhindcast.merge.changes=1000000}.
 */
class MergeRateIT {
  private static final int CHANGES = Integer.getInteger("hindcast.merge.changes", 40_000);
  private static final int BATCH = 1_000;
  private static final int WINDOW = 8;
  private static final int WORKERS = Integer.getInteger("hindcast.merge.workers", 2);

  @Test
  void changesAreTakenInAndCountedOnce() throws InterruptedException {
    try (var hindcast = new Hindcast()) {
      var gateway = hindcast.gateway();
      var name = gateway.start(hindcast.branch("rate"), WORKERS).getName();
      var threads = new ArrayList<Thread>();
      var prepared = prepare();
      var started = System.nanoTime();
      for (var i = 0; i < WORKERS; i++) {
        var number = i;
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      try (var worker = gateway.worker("rate-" + number, 1)) {
                        worker.offer(1);
                        send(worker, worker.assignment(), prepared.get(number));
                      }
                    }));
      }
      for (var thread : threads) {
        thread.join();
      }
      var merged = Duration.ofNanos(System.nanoTime() - started);
      assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      var ended = Duration.ofNanos(System.nanoTime() - started);
      assertThat(gateway.diff(name).getChangedCount()).isEqualTo(CHANGES);
      assertThat(hindcast.count("SELECT count(*) FROM gateway.change")).isEqualTo(CHANGES);
      assertThat(hindcast.count("SELECT count(*) FROM gateway.replay_workflow"))
          .isEqualTo((CHANGES + 9) / 10);
      LoggerFactory.getLogger(MergeRateIT.class)
          .info(
              "{} changes merged in {} ms: {} a second; finished after {} ms",
              CHANGES,
              merged.toMillis(),
              CHANGES * 1000L / merged.toMillis(),
              ended.toMillis());
    }
  }

  private record Prepared(List<JudgedShard> batches, JudgedShard summary) {}

  private static List<Prepared> prepare() {
    var all = new ArrayList<Prepared>();
    var each = CHANGES / WORKERS;
    for (var w = 0; w < WORKERS; w++) {
      var sum = new ShardAccumulator();
      var batches = new ArrayList<JudgedShard>();
      for (var from = 0; from < each; from += BATCH) {
        var changes = new ArrayList<Change>();
        for (var i = from; i < Math.min(each, from + BATCH); i++) {
          changes.add(change((long) w * each + i, sum));
        }
        batches.add(new JudgedShard(changes, SummaryProtos.toProto(sum.summary(), List.of())));
      }
      all.add(new Prepared(batches, batches.getLast()));
    }
    return all;
  }

  private static Change change(long id, ShardAccumulator sum) {
    var verdict =
        new Verdict.Changed(
            ChangeKind.NEWLY_DENIED,
            Decision.byDefault(Effect.ALLOW),
            Decision.byRule(
                Effect.DENY, "refund-limit", "refund_over_limit", "refund of " + id + " is over"));
    sum.add(
        Action.builder("refund").id(id).workflow("workflow-" + id / 10, (int) (id % 10)).build(),
        verdict);
    return Change.newBuilder()
        .setActionId(id)
        .setKind(dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_NEWLY_DENIED)
        .setWorkflowId("workflow-" + id / 10)
        .setStep((int) (id % 10))
        .setOutcome(Outcome.OUTCOME_SUCCESS)
        .setTool("refund")
        .setAgent("support-agent")
        .setActionTime(Timestamp.newBuilder().setSeconds(1_700_000_000 + id))
        .setBaseline(DecisionProtos.toProto(verdict.baseline()))
        .setCandidate(DecisionProtos.toProto(verdict.candidate()))
        .setLost(true)
        .setDiverges(true)
        .build();
  }

  private static void send(ScriptedWorker worker, Assignment assignment, Prepared prepared) {
    var sent = 0;
    var acknowledged = 0;
    for (var batch : prepared.batches()) {
      worker.batch(assignment.getLease(), sent++, batch);
      while (sent - acknowledged >= WINDOW) {
        assertThat(worker.ack().getSequence()).isEqualTo(acknowledged++);
      }
    }
    worker.summary(assignment.getLease(), sent, prepared.summary());
    while (acknowledged <= sent) {
      assertThat(worker.ack().getSequence()).isEqualTo(acknowledged++);
    }
  }
}
