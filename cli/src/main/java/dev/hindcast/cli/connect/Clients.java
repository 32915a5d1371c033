package dev.hindcast.cli.connect;

import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc.BranchServiceBlockingStub;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc.PolicyRegistryServiceBlockingStub;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc.ReplayServiceBlockingStub;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls the services of one cluster; blocking. A call that is not answered in a minute fails. */
public final class Clients implements AutoCloseable {
  private static final int SECONDS = 60;

  private final ManagedChannel gateway;
  private final ManagedChannel registry;
  private final ManagedChannel branches;

  private Clients(ClusterAddress address) {
    gateway = Channels.plaintext(address.gateway());
    registry = Channels.plaintext(address.registry());
    branches = Channels.plaintext(address.branches());
  }

  /** Connects on first use. */
  public static Clients connect(ClusterAddress address) {
    return new Clients(address);
  }

  /** The gateway. */
  public ReplayServiceBlockingStub replays() {
    return ReplayServiceGrpc.newBlockingStub(gateway).withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  /** The gateway, for streams that last as long as a replay. */
  public ReplayServiceBlockingStub watches() {
    return ReplayServiceGrpc.newBlockingStub(gateway);
  }

  /** The policy registry. */
  public PolicyRegistryServiceBlockingStub policies() {
    return PolicyRegistryServiceGrpc.newBlockingStub(registry)
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  /** The branch service. */
  public BranchServiceBlockingStub branches() {
    return BranchServiceGrpc.newBlockingStub(branches).withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  /** The branch service, for streams that last as long as somebody watches. */
  public BranchServiceBlockingStub branchWatches() {
    return BranchServiceGrpc.newBlockingStub(branches);
  }

  @Override
  public void close() {
    for (var channel : List.of(gateway, registry, branches)) {
      channel.shutdownNow();
    }
  }
}
