package dev.hindcast.gateway.lease;

/** Why a worker gave a shard back. */
public enum FailureCause {
  WORKER_FAULT,
  BRANCH_UNREACHABLE,
  BRANCH_FULL,
  BUNDLE_UNUSABLE,
  AUDIT_FAILED,
  SHUTDOWN
}
