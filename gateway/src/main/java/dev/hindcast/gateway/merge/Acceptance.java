package dev.hindcast.gateway.merge;

/** What became of something a worker sent under a lease. */
public enum Acceptance {
  /** It is stored. */
  STORED,
  /** It had been stored before; the worker missed the acknowledgement. */
  REPEATED,
  /** The lease does not hold any more; nothing was stored. */
  STALE,
  /** It does not fit what was stored under this lease before; nothing was stored. */
  MISFIT
}
