package dev.hindcast.branch.grpc;

import dev.hindcast.branch.branch.BranchName;
import dev.hindcast.branch.event.BranchEvent;
import dev.hindcast.branch.event.EventKind;
import dev.hindcast.proto.branch.v1.BranchEvent.Kind;

/** Events as messages. */
final class EventProtos {
  private EventProtos() {}

  static dev.hindcast.proto.branch.v1.BranchEvent message(BranchEvent event) {
    var message =
        dev.hindcast.proto.branch.v1.BranchEvent.newBuilder()
            .setPosition(event.position())
            .setTime(BranchProtos.timestamp(event.time()))
            .setKind(kind(event.kind()))
            .setBranch(
                event
                    .branchId()
                    .map(id -> new BranchName(event.store(), id).toString())
                    .orElse("stores/" + event.store()))
            .setUid(event.uid())
            .setOwner(event.owner())
            .setDetail(event.detail());
    event.expireTime().ifPresent(time -> message.setExpireTime(BranchProtos.timestamp(time)));
    return message.build();
  }

  private static Kind kind(EventKind kind) {
    return switch (kind) {
      case CREATED -> Kind.KIND_CREATED;
      case READY -> Kind.KIND_READY;
      case RESETTING -> Kind.KIND_RESETTING;
      case EXPIRING_SOON -> Kind.KIND_EXPIRING_SOON;
      case EXPIRED -> Kind.KIND_EXPIRED;
      case OVER_BUDGET -> Kind.KIND_OVER_BUDGET;
      case DELETED -> Kind.KIND_DELETED;
      case FAILED -> Kind.KIND_FAILED;
      case ORPHAN_REMOVED -> Kind.KIND_ORPHAN_REMOVED;
    };
  }
}
