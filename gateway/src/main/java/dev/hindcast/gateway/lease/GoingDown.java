package dev.hindcast.gateway.lease;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;

/** Sends workers elsewhere before the server waits for its calls to end. */
@Singleton
final class GoingDown implements ApplicationEventListener<ShutdownEvent> {
  private final Sessions sessions;

  GoingDown(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    sessions.closeAll();
  }
}
