package dev.hindcast.registry;

import com.google.protobuf.ByteString;
import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.proto.policy.v1.Channel;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import dev.hindcast.proto.policy.v1.ListVersionsRequest;
import dev.hindcast.proto.policy.v1.ListVersionsResponse;
import dev.hindcast.proto.policy.v1.MoveChannelRequest;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc.PolicyRegistryServiceBlockingStub;
import dev.hindcast.proto.policy.v1.PublishVersionRequest;
import dev.hindcast.proto.policy.v1.PublishVersionResponse;
import dev.hindcast.testkit.Services;
import dev.hindcast.testkit.SettableClock;
import dev.hindcast.testkit.TestPostgres;
import io.grpc.ManagedChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** A registry on a real port with a database of its own, and a client. */
final class Registry implements AutoCloseable {
  final RunningService service;
  private final ManagedChannel channel;

  private Registry(DatabaseSettings database, Map<String, Object> properties) {
    var all = new HashMap<>(Services.database("hindcast.registry.database", database));
    all.putAll(properties);
    service = Services.serve("policy-registry", all);
    channel = Channels.plaintext(service.target());
  }

  static Registry start() {
    return start(TestPostgres.emptyDatabase(), Map.of());
  }

  static Registry start(DatabaseSettings database, Map<String, Object> properties) {
    return new Registry(database, properties);
  }

  SettableClock clock() {
    return (SettableClock) service.bean(Clock.class);
  }

  PolicyRegistryServiceBlockingStub client() {
    return PolicyRegistryServiceGrpc.newBlockingStub(channel);
  }

  PublishVersionResponse publish(ByteString archive) {
    return client()
        .publishVersion(
            PublishVersionRequest.newBuilder().setArchive(archive).setPublisher("ada").build());
  }

  /** Publishes versions 1 to {@code count} of a bundle. */
  void publishVersions(String bundle, int count) {
    IntStream.rangeClosed(1, count)
        .mapToObj(limit -> publish(Bundles.archive(bundle, limit)))
        .forEach(published -> require(published.getCreated()));
  }

  ListVersionsResponse list(String parent, int size, String token) {
    return client()
        .listVersions(
            ListVersionsRequest.newBuilder()
                .setParent(parent)
                .setPageSize(size)
                .setPageToken(token)
                .build());
  }

  Channel channel(String name) {
    return client().getChannel(GetChannelRequest.newBuilder().setName(name).build());
  }

  /** Moves a channel of a bundle; 0 expects that it does not exist. */
  Channel move(String bundle, String channel, long to, long expected) {
    return client().moveChannel(request(bundle, channel, to, expected).build());
  }

  static MoveChannelRequest.Builder request(String bundle, String channel, long to, long expected) {
    return MoveChannelRequest.newBuilder()
        .setName("bundles/" + bundle + "/channels/" + channel)
        .setVersion("bundles/" + bundle + "/versions/" + to)
        .setExpectedVersion(expected == 0 ? "" : "bundles/" + bundle + "/versions/" + expected)
        .setMover("ada")
        .setReason("because");
  }

  /** Runs a task in several threads that start at the same moment; any failure fails the test. */
  static <T> List<T> race(int threads, Callable<T> task) {
    var start = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures =
          IntStream.range(0, threads)
              .mapToObj(
                  _ ->
                      executor.submit(
                          () -> {
                            start.await();
                            return task.call();
                          }))
              .toList();
      start.countDown();
      var results = new ArrayList<T>();
      for (var future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new AssertionError("the version was there already");
    }
  }

  @Override
  public void close() {
    var _ = channel.shutdownNow();
    service.close();
  }
}
