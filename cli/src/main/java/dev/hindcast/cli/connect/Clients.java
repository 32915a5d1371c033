package dev.hindcast.cli.connect;

import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.platform.grpc.ServiceChannels;
import dev.hindcast.proto.audit.v1.AuditServiceGrpc;
import dev.hindcast.proto.audit.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc.BranchServiceBlockingStub;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc.PolicyRegistryServiceBlockingStub;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc.ReplayServiceBlockingStub;
import io.grpc.ManagedChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Calls the services of one cluster; blocking. A call that is not answered in a minute fails. */
public final class Clients implements AutoCloseable {
  private static final int SECONDS = 60;

  private final ManagedChannel gateway;
  private final ManagedChannel registry;
  private final ManagedChannel branches;
  private final ClusterAddress address;

  private Clients(ClusterAddress address, Function<String, ManagedChannel> open) {
    this.address = address;
    gateway = open.apply(address.gateway());
    registry = open.apply(address.registry());
    branches = open.apply(address.branches());
  }

  /** Calls a cluster that this process started on loopback; connects on first use. */
  public static Clients connect(ClusterAddress address) {
    return new Clients(address, Channels::plaintext);
  }

  /** Calls a cluster as the channels are secured; connects on first use. */
  static Clients connect(ClusterAddress address, ServiceChannels channels) {
    return new Clients(address, channels::open);
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

  /**
   * The audit log at each address once: behind a gateway that is the gateway's alone. The caller
   * gives each call its deadline.
   */
  public List<AuditServiceBlockingStub> audits() {
    var channels = new LinkedHashMap<String, ManagedChannel>();
    channels.put(address.gateway(), gateway);
    channels.putIfAbsent(address.registry(), registry);
    channels.putIfAbsent(address.branches(), branches);
    return channels.values().stream().map(AuditServiceGrpc::newBlockingStub).toList();
  }

  @Override
  public void close() {
    for (var channel : List.of(gateway, registry, branches)) {
      channel.shutdownNow();
    }
  }
}
