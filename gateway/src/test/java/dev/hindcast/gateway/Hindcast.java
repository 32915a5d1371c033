package dev.hindcast.gateway;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.GetReplayRequest;
import dev.hindcast.proto.replay.v1.ListPromotionsRequest;
import dev.hindcast.proto.replay.v1.Promotion;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc.ReplayServiceBlockingStub;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Services;
import dev.hindcast.testkit.SettableClock;
import dev.hindcast.testkit.TestPostgres;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A control database, fake neighbours on real ports, and as many gateways as a test starts. */
final class Hindcast implements AutoCloseable {
  final FakeBranchService branches = new FakeBranchService();
  final FakeRegistry registry = new FakeRegistry();
  final DatabaseSettings database = TestPostgres.emptyDatabase();
  private final Server neighbours;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final com.zaxxer.hikari.HikariDataSource pool = Databases.pool(database, "test-control");
  final Jdbc control = new Jdbc(pool, "the control database");

  Hindcast() {
    try {
      neighbours =
          Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
              .addService(branches)
              .addService(branches.internal())
              .addService(registry)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A gateway and a channel to it. */
  record Gateway(RunningService service, ManagedChannel channel) implements AutoCloseable {
    ReplayServiceBlockingStub replays() {
      return ReplayServiceGrpc.newBlockingStub(channel);
    }

    ScriptedWorker worker(String id, int slots) {
      return new ScriptedWorker(channel, id, slots);
    }

    ScriptedWorker workerOfVersion(int protocolVersion) {
      return new ScriptedWorker(channel, "other", 1, protocolVersion);
    }

    Replay get(String name) {
      return replays().getReplay(GetReplayRequest.newBuilder().setName(name).build());
    }

    /** The replay's promotions, newest first. */
    List<Promotion> promotions(String replay) {
      return replays()
          .listPromotions(ListPromotionsRequest.newBuilder().setParent(replay).build())
          .getPromotionsList();
    }

    SettableClock clock() {
      return (SettableClock) service.bean(Clock.class);
    }

    /** Has an honest worker judge a replay of the branch, and returns its name. */
    String succeed(String branch) {
      try (var worker = worker("one", 2).honest(2)) {
        var name = awaitEnd(start(branch, 2).getName()).getName();
        if (worker.broken.isDone()) {
          throw new AssertionError("the worker's stream broke");
        }
        return name;
      }
    }

    Diff diff(String name) {
      return replays().getDiff(GetDiffRequest.newBuilder().setName(name).build());
    }

    Replay start(String branch, int shards) {
      return replays()
          .startReplay(
              StartReplayRequest.newBuilder().setBranch(branch).setShardCount(shards).build());
    }

    Replay awaitEnd(String name) {
      Await.until(
          name + " ends",
          Duration.ofSeconds(20),
          () -> get(name).getState() != Replay.State.STATE_RUNNING);
      return get(name);
    }

    @Override
    public void close() {
      service.close();
      channel.shutdownNow();
    }
  }

  Gateway gateway() {
    return gateway(Duration.ofSeconds(10));
  }

  Gateway gateway(Duration lease) {
    return gateway(lease, Map.of());
  }

  Gateway gateway(Duration lease, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>();
    properties.putAll(Services.database("hindcast.gateway.database", database));
    properties.put("hindcast.gateway.registry", "127.0.0.1:" + neighbours.getPort());
    properties.put("hindcast.gateway.branch-service", "127.0.0.1:" + neighbours.getPort());
    properties.put("hindcast.gateway.drain", "100ms");
    properties.put("hindcast.gateway.lease-duration", lease.toMillis() + "ms");
    properties.putAll(more);
    var service = Services.serve("gateway", properties);
    var gateway = new Gateway(service, Services.channel(service));
    open.add(gateway);
    return gateway;
  }

  TestStore store() {
    var store = new TestStore();
    open.add(store);
    return store;
  }

  /** A branch where the limit was 500 in production and 300 is proposed, both published. */
  String branch(String name) {
    registry.versions.put(TestStore.V1, TestStore.limit(500));
    registry.versions.put(TestStore.V2, TestStore.limit(300));
    registry.channels.putIfAbsent("bundles/guard/channels/production", TestStore.V1);
    return branches.fork(
        name,
        store()
            .activate(TestStore.limit(500), TestStore.V1)
            .candidate(TestStore.limit(300), TestStore.V2));
  }

  long count(String sql) {
    return control
        .first(sql, dev.hindcast.platform.jdbc.Jdbc.Binder.NONE, row -> row.getLong(1))
        .orElseThrow();
  }

  @Override
  public void close() {
    for (var closeable : open.reversed()) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    pool.close();
    neighbours.shutdownNow();
  }
}
