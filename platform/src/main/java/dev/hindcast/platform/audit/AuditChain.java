package dev.hindcast.platform.audit;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Verifies a log entry by entry, in order. Not thread-safe. */
public final class AuditChain {
  private final String service;
  private final Set<Long> open = new HashSet<>();
  private long number;
  private String hash = AuditEntry.NOTHING;

  /** The chain of a service's log from its first entry. */
  public AuditChain(String service) {
    this.service = requireNonNull(service);
  }

  /**
   * Adds the next entry.
   *
   * @return what is wrong with it; empty: it is sound and follows the one before
   */
  public Optional<String> add(AuditEntry entry) {
    var wrong = problem(entry);
    if (wrong.isEmpty()) {
      number = entry.number();
      hash = entry.hash();
      switch (entry.fact().kind()) {
        case ATTEMPT -> open.add(number);
        case OUTCOME -> open.remove(entry.fact().attempt());
        case DENIAL -> {
          // Nothing was begun.
        }
      }
    }
    return wrong;
  }

  private Optional<String> problem(AuditEntry entry) {
    if (entry.number() != number + 1) {
      return Optional.of(
          "entry " + entry.number() + " follows entry " + number + ": some are missing or moved");
    }
    if (!entry.previousHash().equals(hash)) {
      return Optional.of("entry " + entry.number() + " does not follow the entry before it");
    }
    return entry.isSound(service)
        ? Optional.empty()
        : Optional.of("entry " + entry.number() + " is not as it was written");
  }

  /** The end of what was added. */
  public AuditHead head() {
    return new AuditHead(number, hash);
  }

  /** Attempts of which no outcome is known: in work, or cut short. */
  public int openAttempts() {
    return open.size();
  }
}
