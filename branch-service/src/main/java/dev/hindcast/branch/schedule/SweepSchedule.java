package dev.hindcast.branch.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.hindcast.branch.expiry.BudgetSweep;
import dev.hindcast.branch.expiry.ExpirySweep;
import dev.hindcast.branch.expiry.Forgetting;
import dev.hindcast.branch.metrics.BranchMetrics;
import dev.hindcast.branch.reconcile.Reconciler;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the sweeps and the reconciler, each in one process of the cluster at a time, from the start
 * of the service until its end. The control database holds whose turn it is.
 */
@Context
final class SweepSchedule {
  private static final Logger log = LoggerFactory.getLogger(SweepSchedule.class);
  private static final Duration LONGEST_POLL = Duration.ofSeconds(10);
  private static final int MISSED_HEARTBEATS = 4;

  private final RecurringTask<Void> sweep;
  private final RecurringTask<Void> measure;
  private final RecurringTask<Void> reconcile;
  private final SteadyClock steady;
  private final Scheduler scheduler;

  SweepSchedule(
      DataSource controlDatabase,
      ExpirySweep expirySweep,
      BudgetSweep budgetSweep,
      Reconciler reconciler,
      Forgetting forgetting,
      BranchMetrics metrics,
      Clock clock,
      SweepIntervals intervals) {
    this.sweep =
        Tasks.recurring("sweep", FixedDelay.of(intervals.sweep()))
            .execute((instance, context) -> metrics.swept("expiry", expirySweep.run()));
    this.measure =
        Tasks.recurring("measure", FixedDelay.of(intervals.measure()))
            .execute((instance, context) -> metrics.swept("budget", budgetSweep.run()));
    this.reconcile =
        Tasks.recurring("reconcile", FixedDelay.of(intervals.reconcile()))
            .execute(
                (instance, context) -> {
                  metrics.swept("reconcile", reconciler.run().changes());
                  var _ = forgetting.run();
                });
    var shortest =
        intervals.shortest().compareTo(LONGEST_POLL) < 0 ? intervals.shortest() : LONGEST_POLL;
    this.steady = new SteadyClock(clock.instant());
    this.scheduler =
        Scheduler.create(controlDatabase)
            .startTasks(sweep, measure, reconcile)
            .tableName("branch_service.scheduled_task")
            .clock(steady)
            .heartbeatInterval(intervals.heartbeat())
            .missedHeartbeatsLimit(MISSED_HEARTBEATS)
            .pollingInterval(shortest)
            .threads(3)
            .shutdownMaxWait(Duration.ofSeconds(10))
            .build();
  }

  /** All run at once: what an earlier process left is not to wait for its turn. */
  @PostConstruct
  void start() {
    scheduler.start();
    runNow(sweep);
    runNow(measure);
    runNow(reconcile);
  }

  private void runNow(RecurringTask<Void> task) {
    try {
      var _ = scheduler.reschedule(task.getDefaultTaskInstance(), steady.now());
    } catch (TaskInstanceCurrentlyExecutingException | ExecutionException running) {
      log.debug("{} runs already, here or in another process", task.getName(), running);
    }
  }

  @PreDestroy
  void stop() {
    scheduler.stop();
  }
}
