package dev.hindcast.gateway.promotion;

/** State of a promotion. */
public enum PromotionState {
  PENDING,
  DONE,
  REFUSED
}
