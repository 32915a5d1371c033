package dev.hindcast.gateway.change.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hindcast.gateway.change.ChangeFilter;
import dev.hindcast.gateway.change.ChangeRow;
import dev.hindcast.gateway.change.ChangeService.Page;
import dev.hindcast.gateway.change.ChangeStore.ListedChange;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.grpc.ReplayProtos;
import dev.hindcast.proto.replay.v1.BrokenWorkflow;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.ChangeKind;
import dev.hindcast.proto.replay.v1.Decision;
import dev.hindcast.proto.replay.v1.ListBrokenWorkflowsResponse;
import dev.hindcast.proto.replay.v1.ListChangesRequest;
import dev.hindcast.proto.replay.v1.ListChangesResponse;
import java.time.Instant;

/** Changes as they are sent and stored: decisions stay encoded on their way to the database. */
public final class ChangeRowProtos {
  private ChangeRowProtos() {}

  public static ChangeRow row(Change change) {
    var time = change.getActionTime();
    return new ChangeRow(
        change.getActionId(),
        change.getWorkflowId(),
        change.getStep(),
        change.getKindValue(),
        change.getOutcomeValue(),
        change.getLost(),
        change.getDiverges(),
        Instant.ofEpochSecond(time.getSeconds(), time.getNanos()),
        change.getTool(),
        change.getAgent(),
        change.getBaseline().getRule(),
        change.getCandidate().getRule(),
        change.getBaseline().toByteString(),
        change.getCandidate().toByteString());
  }

  /**
   * A change with its name.
   *
   * @param replay resource name of its replay
   */
  public static Change message(String replay, ListedChange listed) {
    var row = listed.row();
    try {
      return Change.newBuilder()
          .setName(ReplayName.change(replay, row.actionId()))
          .setActionId(row.actionId())
          .setKindValue(row.kind())
          .setWorkflowId(row.workflowId())
          .setStep(row.step())
          .setOutcomeValue(row.outcome())
          .setTool(row.tool())
          .setAgent(row.agent())
          .setActionTime(ReplayProtos.timestamp(row.time()))
          .setBaseline(Decision.parseFrom(row.baseline()))
          .setCandidate(Decision.parseFrom(row.candidate()))
          .setLost(row.lost())
          .setDiverges(row.diverges())
          .setCounterfactual(listed.counterfactual())
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored decision is unreadable", e);
    }
  }

  public static ChangeFilter filter(ListChangesRequest request) {
    return new ChangeFilter(
        request.getKindsList().stream()
            .filter(kind -> kind != ChangeKind.CHANGE_KIND_UNSPECIFIED)
            .map(ChangeKind::getNumber)
            .toList(),
        request.getRule(),
        request.getTool(),
        request.getAgent(),
        request.getWorkflowId());
  }

  public static ListChangesResponse changes(Page<ListedChange> page) {
    var response = ListChangesResponse.newBuilder().setNextPageToken(page.nextPageToken());
    var replay = page.replay().resource();
    page.items().forEach(change -> response.addChanges(message(replay, change)));
    return response.build();
  }

  public static ListBrokenWorkflowsResponse broken(
      Page<dev.hindcast.gateway.change.BrokenWorkflow> page) {
    var response = ListBrokenWorkflowsResponse.newBuilder().setNextPageToken(page.nextPageToken());
    var replay = page.replay().resource();
    page.items().forEach(workflow -> response.addBrokenWorkflows(broken(replay, workflow)));
    return response.build();
  }

  public static BrokenWorkflow broken(
      String replay, dev.hindcast.gateway.change.BrokenWorkflow workflow) {
    return BrokenWorkflow.newBuilder()
        .setWorkflowId(workflow.workflowId())
        .setAgent(workflow.agent())
        .setFirstDivergence(ReplayName.change(replay, workflow.firstAction()))
        .setFirstStep(workflow.firstStep())
        .setTool(workflow.tool())
        .setRule(workflow.rule())
        .setLostActionCount(workflow.lost())
        .setCounterfactualChangeCount(workflow.counterfactual())
        .build();
  }
}
