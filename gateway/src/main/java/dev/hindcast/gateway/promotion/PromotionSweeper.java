package dev.hindcast.gateway.promotion;

import dev.hindcast.gateway.chore.Chore;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Finishes promotions whose gateway died on the way, or whose neighbours did not answer. */
@Singleton
final class PromotionSweeper implements Chore {
  private final PromotionService promotions;

  PromotionSweeper(PromotionService promotions) {
    this.promotions = promotions;
  }

  @Override
  public String name() {
    return "promotion-sweeper";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void run() {
    promotions.resume();
  }
}
