package dev.hindcast.branch.branch;

import dev.hindcast.branch.event.BranchEvent;
import dev.hindcast.branch.event.EventKind;
import java.time.Instant;
import java.util.Optional;

/** What a change of a record means to whoever watches. */
public final class BranchEvents {
  private BranchEvents() {}

  /** A branch came on record. */
  public static BranchEvent created(Branch intent) {
    return event(intent, EventKind.CREATED, intent.createTime(), "");
  }

  /** What the step from one record to the next is; most changes within a state are nothing. */
  public static Optional<BranchEvent> of(Branch seen, Branch changed) {
    if (seen.state() == changed.state()) {
      return Optional.empty();
    }
    var time = changed.updateTime();
    return switch (changed.state()) {
      case CREATING -> Optional.empty();
      case READY -> Optional.of(event(changed, EventKind.READY, time, ""));
      case RESETTING -> Optional.of(event(changed, EventKind.RESETTING, time, ""));
      case DELETING -> ending(changed);
      case DELETED -> Optional.of(event(changed, EventKind.DELETED, time, proof(changed)));
      case FAILED -> Optional.of(event(changed, EventKind.FAILED, time, changed.failure()));
    };
  }

  private static Optional<BranchEvent> ending(Branch deleting) {
    var time = deleting.updateTime();
    return switch (deleting.cause().orElseThrow()) {
      case REQUESTED, PROMOTED -> Optional.empty();
      case EXPIRED -> Optional.of(event(deleting, EventKind.EXPIRED, time, ""));
      case OVER_BUDGET ->
          Optional.of(
              event(
                  deleting,
                  EventKind.OVER_BUDGET,
                  time,
                  "it holds %d bytes of its own, %d are allowed"
                      .formatted(
                          deleting.divergenceBytes().orElse(0), deleting.maxDivergenceBytes())));
    };
  }

  /** The expiry of a branch is near. */
  public static BranchEvent expiringSoon(Branch branch, Instant now) {
    return event(branch, EventKind.EXPIRING_SOON, now, "");
  }

  private static String proof(Branch deleted) {
    return deleted.discard().map(Discard::proof).orElse("");
  }

  private static BranchEvent event(Branch branch, EventKind kind, Instant time, String detail) {
    return new BranchEvent(
        0,
        time,
        kind,
        branch.name().store(),
        Optional.of(branch.name().id()),
        branch.uid(),
        branch.owner(),
        Optional.of(branch.expireTime()),
        detail);
  }
}
