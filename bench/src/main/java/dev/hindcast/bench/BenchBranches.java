package dev.hindcast.bench;

import com.google.protobuf.ByteString;
import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.ConnectBranchRequest;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.GetStoreRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import io.grpc.ManagedChannel;

/** Branches of the default store, through the API. */
final class BenchBranches implements AutoCloseable {
  private static final String STORE = "stores/default";

  private final ManagedChannel channel;
  private final BranchServiceGrpc.BranchServiceBlockingStub calls;

  /**
   * @param service where the branch service answers, {@code host:port}
   */
  BenchBranches(String service) {
    channel = Channels.plaintext(service);
    calls = BranchServiceGrpc.newBlockingStub(channel);
  }

  String provider() {
    return calls.getStore(GetStoreRequest.newBuilder().setName(STORE).build()).getProvider();
  }

  String fork() {
    return calls.createBranch(CreateBranchRequest.newBuilder().setParent(STORE).build()).getName();
  }

  /** Loads a bundle into a branch, in place of the one it had in this role. */
  void load(String branch, BundleRole role, BenchBundle bundle) {
    var loaded =
        calls.loadBundle(
            LoadBundleRequest.newBuilder()
                .setName(branch)
                .setRole(role)
                .setArchive(ByteString.copyFrom(bundle.source().toTarGz()))
                .build());
    if (loaded.getBundlesList().stream().noneMatch(each -> each.getRole() == role)) {
      throw new IllegalStateException("the bundle is not in the branch");
    }
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
