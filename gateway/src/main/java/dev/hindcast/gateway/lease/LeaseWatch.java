package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.chore.Chore;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Set;

/**
 * Tells connected workers within a second which of their leases do not hold any more, because the
 * replay ended or the lease ran out.
 */
@Singleton
final class LeaseWatch implements Chore {
  private final LeaseStore store;
  private final Sessions sessions;

  LeaseWatch(LeaseStore store, Sessions sessions) {
    this.store = store;
    this.sessions = sessions;
  }

  @Override
  public String name() {
    return "lease-watch";
  }

  @Override
  public Duration every() {
    return Duration.ofMillis(300);
  }

  @Override
  public void run() {
    // What is known here is read before the database: a lease that comes in between is not missed.
    var known = new HashMap<WorkerSession, Set<ShardLease>>();
    for (var session : sessions.all()) {
      var leases = session.leases();
      if (!leases.isEmpty()) {
        known.put(session, leases);
      }
    }
    if (known.isEmpty()) {
      return;
    }
    var held = store.held(known.keySet().stream().map(WorkerSession::id).toList());
    known.forEach(
        (session, leases) -> {
          for (var lease : leases) {
            if (!held.contains(lease) && session.remove(lease)) {
              session.stream().revoke(lease, "the lease does not hold any more");
            }
          }
        });
  }
}
