package dev.hindcast.gateway.lease;

import jakarta.inject.Singleton;
import java.util.Collection;

/** Keeps leases alive. */
@Singleton
public final class LeaseService {
  private final LeaseStore store;

  LeaseService(LeaseStore store) {
    this.store = store;
  }

  /** A sign of life: renews the leases, and revokes those that are lost. */
  public void heartbeat(WorkerSession session, Collection<ShardLease> leases) {
    var held = store.renew(session.id(), leases);
    for (var lease : leases) {
      if (!held.contains(lease)) {
        var _ = session.remove(lease);
        session.stream().revoke(lease, "the lease is lost");
      }
    }
  }
}
