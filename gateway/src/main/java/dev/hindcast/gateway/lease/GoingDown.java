package dev.hindcast.gateway.lease;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Before the server waits for its calls to end: lets workers end what they have in work for a
 * while, then sends them elsewhere.
 */
@Singleton
final class GoingDown implements ApplicationEventListener<ShutdownEvent> {
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Sessions sessions;
  private final DrainTime drain;

  GoingDown(Sessions sessions, DrainTime drain) {
    this.sessions = sessions;
    this.drain = drain;
  }

  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    sessions.drain();
    var deadline = System.nanoTime() + drain.value().toNanos();
    try {
      while (!sessions.closeIdle() && System.nanoTime() - deadline < 0) {
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sessions.closeAll();
  }
}
