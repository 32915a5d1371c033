package dev.hindcast.worker.shard;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.worker.branch.BranchFullException;

/**
 * Why a shard is given back.
 *
 * @param detail for a person: no secret, no driver text
 */
public record ShardFailure(Cause cause, String detail) {

  /** What the gateway may do about it. */
  public enum Cause {
    /** A fault of the worker. */
    WORKER_FAULT,
    /** The branch could not be opened or read. */
    BRANCH_UNREACHABLE,
    /** Others have all connections that the branch takes. */
    BRANCH_FULL,
    /** A bundle is missing in the branch or cannot be used. */
    BUNDLE_UNUSABLE,
    /** An action that was left out is decided differently. */
    AUDIT_FAILED,
    /** The worker is going down. */
    SHUTDOWN
  }

  public static final ShardFailure GOING_DOWN =
      new ShardFailure(Cause.SHUTDOWN, "the worker is going down");

  public static final ShardFailure NO_SLOT =
      new ShardFailure(Cause.WORKER_FAULT, "the worker was given more shards than it has slots");

  public ShardFailure {
    requireNonNull(cause, "cause");
    requireNonNull(detail, "detail");
  }

  public static ShardFailure of(Throwable thrown) {
    if (thrown instanceof AuditFailedException) {
      return new ShardFailure(Cause.AUDIT_FAILED, thrown.getMessage());
    }
    if (thrown instanceof BranchFullException) {
      return new ShardFailure(Cause.BRANCH_FULL, thrown.getMessage());
    }
    if (!(thrown instanceof FailureException known)) {
      return new ShardFailure(Cause.WORKER_FAULT, "the worker failed; its log has the cause");
    }
    return new ShardFailure(cause(known.failure()), known.failure().message());
  }

  private static Cause cause(Failure failure) {
    return switch (failure) {
      case Failure.DependencyUnavailable _ -> Cause.BRANCH_UNREACHABLE;
      case Failure.BundleRejected _, Failure.ResourceNotFound _ -> Cause.BUNDLE_UNUSABLE;
      case Failure.InvalidRequest _,
          Failure.ResourceAlreadyExists _,
          Failure.RequestIdReused _,
          Failure.StateMoved _,
          Failure.BranchNotUsable _,
          Failure.WrongState _,
          Failure.GateFailed _,
          Failure.ForkTooOld _,
          Failure.LimitExceeded _,
          Failure.QuotaExceeded _,
          Failure.Unauthenticated _,
          Failure.PermissionDenied _,
          Failure.RateExceeded _,
          Failure.FourEyes _,
          Failure.NotSupported _,
          Failure.InvalidPageToken _ ->
          Cause.WORKER_FAULT;
    };
  }
}
