package dev.hindcast.branch.grpc;

import dev.hindcast.branch.branch.BranchFilter;
import dev.hindcast.branch.branch.BranchLimits;
import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.Creation;
import dev.hindcast.branch.branch.DeleteCause;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.ListBranchesRequest;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Requests as values; the schema's rules have checked their form. */
final class BranchRequests {
  private BranchRequests() {}

  static Creation creation(CreateBranchRequest request) {
    return new Creation(
        ResourceNames.store(request.getParent()),
        request.getBranchId(),
        request.hasTtl() ? BranchProtos.duration(request.getTtl()) : BranchLimits.DEFAULT_TTL,
        Caller.current().recorded(storable("owner", request.getOwner())),
        cut(request),
        request.getMaxDivergenceBytes(),
        given(request.getRequestId()).map(UUID::fromString));
  }

  private static Cut cut(CreateBranchRequest request) {
    return switch (request.getCutCase()) {
      case AT_LSN -> new Cut.Lsn(request.getAtLsn());
      case AT_TIME -> new Cut.Time(BranchProtos.instant(request.getAtTime(), "at_time"));
      case AT_SNAPSHOT -> new Cut.Snapshot(storable("at_snapshot", request.getAtSnapshot()));
      case CUT_NOT_SET -> new Cut.Now();
    };
  }

  static BranchFilter filter(ListBranchesRequest request) {
    return new BranchFilter(
        ResourceNames.storeOrAll(request.getParent()),
        request.getStatesList().stream().map(BranchRequests::state).collect(Collectors.toSet()),
        request.getShowDeleted(),
        given(storable("owner", request.getOwner())),
        request.hasCreatedBefore()
            ? Optional.of(BranchProtos.instant(request.getCreatedBefore(), "created_before"))
            : Optional.empty());
  }

  static DeleteCause cause(Branch.DeleteCause cause) {
    return switch (cause) {
      case DELETE_CAUSE_UNSPECIFIED, DELETE_CAUSE_REQUESTED -> DeleteCause.REQUESTED;
      case DELETE_CAUSE_PROMOTED -> DeleteCause.PROMOTED;
      case DELETE_CAUSE_EXPIRED, DELETE_CAUSE_OVER_BUDGET, UNRECOGNIZED ->
          throw new FailureException(
              new Failure.InvalidRequest("cause", "must be REQUESTED or PROMOTED"));
    };
  }

  private static BranchState state(Branch.State state) {
    return switch (state) {
      case STATE_CREATING -> BranchState.CREATING;
      case STATE_READY -> BranchState.READY;
      case STATE_RESETTING -> BranchState.RESETTING;
      case STATE_DELETING -> BranchState.DELETING;
      case STATE_DELETED -> BranchState.DELETED;
      case STATE_FAILED -> BranchState.FAILED;
      case STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new FailureException(
              new Failure.InvalidRequest("states", "must name states of a branch"));
    };
  }

  /** PostgreSQL stores every character but one. */
  static String storable(String field, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new FailureException(
          new Failure.InvalidRequest(field, "must not contain the character U+0000"));
    }
    return text;
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(some -> !some.isEmpty());
  }
}
