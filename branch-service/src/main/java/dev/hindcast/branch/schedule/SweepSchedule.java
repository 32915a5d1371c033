package dev.hindcast.branch.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.hindcast.branch.expiry.ExpirySweep;
import dev.hindcast.branch.reconcile.Reconciler;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the sweep and the reconciler, each in one process of the cluster at a time, from the start
 * of the service until its end. The control database holds whose turn it is.
 */
@Context
final class SweepSchedule {
  private static final Logger log = LoggerFactory.getLogger(SweepSchedule.class);
  private static final Duration LONGEST_POLL = Duration.ofSeconds(10);

  private final RecurringTask<Void> sweep;
  private final RecurringTask<Void> reconcile;
  private final Scheduler scheduler;

  SweepSchedule(
      DataSource controlDatabase,
      ExpirySweep expirySweep,
      Reconciler reconciler,
      SweepIntervals intervals) {
    this.sweep =
        Tasks.recurring("sweep", FixedDelay.of(intervals.sweep()))
            .execute((instance, context) -> log.trace("{} expired", expirySweep.run()));
    this.reconcile =
        Tasks.recurring("reconcile", FixedDelay.of(intervals.reconcile()))
            .execute((instance, context) -> log.trace("{}", reconciler.run()));
    var shortest = min(min(intervals.sweep(), intervals.reconcile()), LONGEST_POLL);
    this.scheduler =
        Scheduler.create(controlDatabase)
            .startTasks(sweep, reconcile)
            .tableName("branch_service.scheduled_task")
            .clock(new SteadyClock(Instant.now()))
            .pollingInterval(shortest)
            .threads(2)
            .shutdownMaxWait(Duration.ofSeconds(10))
            .build();
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Both run at once: what an earlier process left is not to wait for its turn. */
  @PostConstruct
  void start() {
    scheduler.start();
    runNow(sweep);
    runNow(reconcile);
  }

  private void runNow(RecurringTask<Void> task) {
    try {
      var _ = scheduler.reschedule(task.getDefaultTaskInstance(), Instant.now());
    } catch (TaskInstanceCurrentlyExecutingException | ExecutionException running) {
      log.debug("{} runs already, here or in another process", task.getName(), running);
    }
  }

  @PreDestroy
  void stop() {
    scheduler.stop();
  }
}
