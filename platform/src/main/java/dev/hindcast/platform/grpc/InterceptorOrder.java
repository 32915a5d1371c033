package dev.hindcast.platform.grpc;

/** All server interceptors, outermost first: the whole chain is readable here. */
enum InterceptorOrder {
  FAILURE,
  VALIDATION;

  /** Micronaut's order: a smaller number is further out. */
  int order() {
    return ordinal() * 100;
  }
}
