package dev.hindcast.worker;

import dev.hindcast.platform.grpc.ServiceChannels;
import dev.hindcast.platform.telemetry.Metrics;
import dev.hindcast.policy.cel.CelEngine;
import dev.hindcast.policy.engine.EngineRegistry;
import dev.hindcast.worker.branch.postgres.PostgresBranches;
import dev.hindcast.worker.bundles.Bundles;
import dev.hindcast.worker.shard.OpenReplays;
import dev.hindcast.worker.shard.ShardLimits;
import dev.hindcast.worker.shard.ShardMetrics;
import dev.hindcast.worker.shard.ShardRunner;
import dev.hindcast.worker.shard.ShardTraces;
import dev.hindcast.worker.stream.StreamMetrics;
import dev.hindcast.worker.stream.Worker;
import dev.hindcast.worker.stream.grpc.GrpcCoordinator;
import io.micronaut.context.annotation.Context;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.annotation.PreDestroy;
import java.security.SecureRandom;
import java.time.Duration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The worker of this process and all it is made of; works as long as the context lives. */
@Context
final class RunningWorker {
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Scheduler judging;
  private final OpenReplays replays;
  private final Worker worker;

  RunningWorker(
      WorkerSettings settings, ServiceChannels channels, Metrics metrics, OpenTelemetry telemetry) {
    settings.gateways().forEach(channels::requireSafe);
    judging = Schedulers.newParallel("judge", settings.slots(), true);
    var bundles = new Bundles(new EngineRegistry(new CelEngine()), judging);
    replays =
        new OpenReplays(
            new PostgresBranches(settings.slots(), settings.stall()),
            bundles,
            settings.keepBranch(),
            judging);
    var limits =
        new ShardLimits(
            ShardLimits.DEFAULT.batchChanges(),
            ShardLimits.DEFAULT.batchBytes(),
            settings.unackedBatches());
    worker =
        new Worker(
            settings.stream(),
            new GrpcCoordinator(channels),
            new ShardRunner(
                replays, limits, judging, new ShardMetrics(metrics), new ShardTraces(telemetry)),
            new SecureRandom(),
            new StreamMetrics(metrics));
    worker.start();
  }

  @PreDestroy
  void close() {
    // Each part, even if the one before does not close: threads of a scheduler keep nothing alive,
    // but connections of branches count against their limit.
    try {
      worker.close();
    } finally {
      try {
        replays.close().timeout(CLOSING).onErrorComplete().block();
      } finally {
        judging.dispose();
      }
    }
  }
}
