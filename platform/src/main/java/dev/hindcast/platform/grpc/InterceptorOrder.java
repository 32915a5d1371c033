package dev.hindcast.platform.grpc;

/** All server interceptors, outermost first: the whole chain is readable here. */
enum InterceptorOrder {
  /** Its span is there for whatever the others do and log. */
  TRACE,
  /** Sees the status that the caller gets, whoever made it. */
  AUDIT,
  FAILURE,
  /** Who calls, and whether such a caller may call the method at all. */
  IDENTITY,
  /** Whether this caller calls too often. */
  RATE,
  VALIDATION,
  /** Whether the caller may do it on this store: reads the request, so it must be a valid one. */
  ACCESS;

  /** Micronaut's order: a smaller number is further out. */
  int order() {
    return ordinal() * 100;
  }
}
