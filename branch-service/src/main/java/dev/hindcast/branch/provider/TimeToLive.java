package dev.hindcast.branch.provider;

/** Who ends a fork whose time is over, should the service never come back. */
public enum TimeToLive {
  /** The engine, a little later than the service would: a backstop. */
  NATIVE,
  /** The service's own lease only. */
  LEASED,
  /** Nobody. */
  NONE
}
