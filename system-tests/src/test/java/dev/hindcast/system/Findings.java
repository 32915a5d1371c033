package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.ListChangesRequest;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc.ReplayServiceBlockingStub;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * All that a replay found.
 *
 * @param changes by action id, without the name of the replay in them
 */
record Findings(String digest, long changed, long actions, Map<Long, Change> changes) {
  private static final int PAGE = 1_000;

  Findings {
    changes = Map.copyOf(changes);
  }

  /** Asks a gateway; a change that is listed twice fails. */
  static Findings of(Supplier<ReplayServiceBlockingStub> gateway, String replay) {
    var diff = gateway.get().getDiff(GetDiffRequest.newBuilder().setName(replay).build());
    var changes = new HashMap<Long, Change>();
    var request = ListChangesRequest.newBuilder().setParent(replay).setPageSize(PAGE).build();
    do {
      var page = gateway.get().listChanges(request);
      for (var change : page.getChangesList()) {
        assertThat(change.getName()).isEqualTo(replay + "/changes/" + change.getActionId());
        assertThat(changes.put(change.getActionId(), change.toBuilder().clearName().build()))
            .as("listed twice: " + change.getName())
            .isNull();
      }
      request = request.toBuilder().setPageToken(page.getNextPageToken()).build();
    } while (!request.getPageToken().isEmpty());
    return new Findings(
        diff.getDigest(), diff.getChangedCount(), diff.getCoverage().getActionCount(), changes);
  }

  /** The same but for the replay's name. */
  void mustEqual(Findings quiet) {
    assertThat(changed).as("changes in the diff").isEqualTo(quiet.changed);
    assertThat(actions).as("actions in the diff").isEqualTo(quiet.actions);
    var different =
        quiet.changes.keySet().stream()
            .filter(id -> !Objects.equals(changes.get(id), quiet.changes.get(id)))
            .sorted()
            .toList();
    assertThat(different).as("actions whose change is lost or another").isEmpty();
    assertThat(changes).as("changes that are listed").hasSameSizeAs(quiet.changes);
    assertThat(digest).as("digest").isNotEmpty().isEqualTo(quiet.digest);
  }
}
