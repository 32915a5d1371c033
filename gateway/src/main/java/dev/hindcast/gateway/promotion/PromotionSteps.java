package dev.hindcast.gateway.promotion;

import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.registry.MoveOutcome;
import dev.hindcast.gateway.registry.PolicyRegistry;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a promotion: move the channel, discard the branch, done. Each can be repeated, by
 * several gateways at once even.
 */
@Singleton
final class PromotionSteps {
  private static final Logger log = LoggerFactory.getLogger(PromotionSteps.class);

  private final PromotionStore store;
  private final PolicyRegistry registry;
  private final Branches branches;
  private final PromotionMetrics metrics;

  PromotionSteps(
      PromotionStore store, PolicyRegistry registry, Branches branches, PromotionMetrics metrics) {
    this.store = store;
    this.registry = registry;
    this.branches = branches;
    this.metrics = metrics;
  }

  /** Takes a pending promotion as far as it goes; fails if not even the channel's move is known. */
  Promotion carryOut(Promotion promotion) {
    var moved = promotion.moved() ? promotion : move(promotion);
    if (moved.state() != PromotionState.PENDING) {
      return moved;
    }
    var discarded = false;
    if (!promotion.intent().keepBranch()) {
      try {
        discard(promotion.intent().evidence());
        discarded = true;
      } catch (RuntimeException e) {
        log.warn("{} moved the channel, its branch is discarded later", promotion.resource(), e);
        return moved;
      }
    }
    store.done(promotion.id(), discarded);
    metrics.done();
    return stored(promotion);
  }

  void resume(Promotion promotion) {
    try {
      var result = carryOut(promotion);
      log.info("{} is {}", promotion.resource(), result.state());
    } catch (RuntimeException e) {
      log.warn("{} is tried again", promotion.resource(), e);
    }
  }

  private Promotion move(Promotion promotion) {
    var id = promotion.id();
    var intent = promotion.intent();
    var outcome =
        registry.move(
            promotion.moveId(),
            intent.channel(),
            intent.from(),
            intent.to(),
            intent.promoter(),
            "promoted by " + promotion.resource());
    switch (outcome) {
      case MoveOutcome.Moved _ -> store.moved(id);
      case MoveOutcome.Elsewhere(var actual) -> {
        // Where we want it: an earlier try moved it and did not live to tell.
        if (actual.equals(intent.to())) {
          store.moved(id);
        } else {
          store.refuse(id, actual);
          metrics.refused();
        }
      }
      case MoveOutcome.Impossible(var cause) -> {
        store.withdraw(id);
        metrics.withdrawn();
        throw cause;
      }
    }
    return stored(promotion);
  }

  /** Leaves another fork alone that took the branch's name since. */
  private void discard(Evidence evidence) {
    try {
      var facts = branches.get(evidence.branch());
      if (facts.goneFor(evidence.forkPoint()).isPresent()) {
        return;
      }
      if (!facts.usable()) {
        // Whose fork it will be is not certain yet.
        throw new FailureException(new Failure.BranchNotUsable(evidence.branch(), facts.state()));
      }
      branches.discardPromoted(evidence.branch());
    } catch (FailureException e) {
      if (!(e.failure() instanceof Failure.ResourceNotFound)) {
        throw e;
      }
    }
  }

  private Promotion stored(Promotion before) {
    return store.find(before.id()).orElseThrow();
  }
}
