package dev.hindcast.bench;

import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.ConnectBranchRequest;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.GetStoreRequest;
import io.grpc.ManagedChannel;

/** Branches of the default store, through the API. */
final class BenchBranches implements AutoCloseable {
  private static final String STORE = "stores/default";

  private final ManagedChannel channel;
  private final BranchServiceGrpc.BranchServiceBlockingStub calls;

  BenchBranches(LocalCluster cluster) {
    channel = Channels.plaintext(cluster.branches());
    calls = BranchServiceGrpc.newBlockingStub(channel);
  }

  String provider() {
    return calls.getStore(GetStoreRequest.newBuilder().setName(STORE).build()).getProvider();
  }

  String fork() {
    return calls.createBranch(CreateBranchRequest.newBuilder().setParent(STORE).build()).getName();
  }

  DatabaseSettings login(String branch) {
    var login = calls.connectBranch(ConnectBranchRequest.newBuilder().setName(branch).build());
    return new DatabaseSettings(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(login.getHost(), login.getPort(), login.getDatabase()),
        login.getUser(),
        login.getPassword(),
        1);
  }

  void delete(String branch) {
    var deleted = calls.deleteBranch(DeleteBranchRequest.newBuilder().setName(branch).build());
    if (deleted.getState() != Branch.State.STATE_DELETED) {
      throw new IllegalStateException("not gone: " + branch);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
