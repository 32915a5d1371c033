package dev.hindcast.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.cli.CommandRun;
import dev.hindcast.proto.policy.v1.Channel;
import dev.hindcast.proto.policy.v1.ChannelMove;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import dev.hindcast.proto.policy.v1.MoveChannelRequest;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc.PolicyRegistryServiceImplBase;
import dev.hindcast.proto.policy.v1.PublishVersionRequest;
import dev.hindcast.proto.policy.v1.PublishVersionResponse;
import dev.hindcast.proto.policy.v1.StoreActivation;
import dev.hindcast.proto.policy.v1.Version;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Activation by a registry whose answers get lost, and what is said about the trace stores. */
class ActivateIT {
  private static final Channel PRODUCTION =
      Channel.newBuilder()
          .setName("bundles/limit/channels/production")
          .setVersion("bundles/limit/versions/1")
          .addActivations(
              StoreActivation.newBuilder()
                  .setStore("stores/default")
                  .setState(StoreActivation.State.STATE_ACTIVE))
          .addActivations(
              StoreActivation.newBuilder()
                  .setStore("stores/other")
                  .setState(StoreActivation.State.STATE_REFUSED)
                  .setReason("no schema hindcast"))
          .addHistory(
              ChannelMove.newBuilder().setTo("bundles/limit/versions/1").setMover("somebody"))
          .build();

  @TempDir private Path folder;

  /** Moves, and loses the first answer on its way. */
  private static final class Registry extends PolicyRegistryServiceImplBase {
    private final List<MoveChannelRequest> moves = new CopyOnWriteArrayList<>();

    @Override
    public void publishVersion(
        PublishVersionRequest request, StreamObserver<PublishVersionResponse> answer) {
      answer.onNext(
          PublishVersionResponse.newBuilder()
              .setVersion(
                  Version.newBuilder().setName("bundles/limit/versions/1").setBundle("limit"))
              .build());
      answer.onCompleted();
    }

    @Override
    public void getChannel(GetChannelRequest request, StreamObserver<Channel> answer) {
      if (moves.isEmpty()) {
        answer.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      answer.onNext(PRODUCTION);
      answer.onCompleted();
    }

    @Override
    public void moveChannel(MoveChannelRequest request, StreamObserver<Channel> answer) {
      moves.add(request);
      if (moves.size() == 1) {
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      answer.onNext(PRODUCTION);
      answer.onCompleted();
    }
  }

  @Test
  void aMoveWhoseAnswerIsLostIsAskedForAgainUnderTheSameIdAndTheStoresAreShown() throws Exception {
    Files.writeString(
        folder.resolve("bundle.yaml"),
        "apiVersion: hindcast/v1\nname: limit\nengine: cel\nrules:\n  - id: a\n    effect: deny\n");
    var registry = new Registry();
    var server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(registry)
            .build()
            .start();
    try {
      var target =
          List.of("--server", "127.0.0.1:1", "--registry", "127.0.0.1:" + server.getPort());
      var published = run(target, "bundle", "publish", folder.toString(), "--activate");
      assertThat(published.exit()).as(published.err()).isZero();
      assertThat(registry.moves).hasSize(2);
      assertThat(registry.moves.getFirst().getRequestId()).isNotEmpty();
      assertThat(registry.moves.getLast()).isEqualTo(registry.moves.getFirst());
      assertThat(published.err())
          .contains("production of limit is limit/1", "stores/default: knows it")
          .contains("stores/other: refused it: no schema hindcast");

      var shown = run(target, "bundle", "channel", "limit");
      assertThat(shown.exit()).as(shown.err()).isZero();
      assertThat(shown.out())
          .contains("production of limit is limit/1", "stores/other: refused it", "somebody");
    } finally {
      server.shutdownNow().awaitTermination();
    }
  }

  private static CommandRun run(List<String> target, String... command) {
    return CommandRun.of(Stream.concat(Stream.of(command), target.stream()).toArray(String[]::new));
  }
}
