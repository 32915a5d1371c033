package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.platform.jdbc.DatabaseSettings;

/** The overlay with a superuser's login, as on a developer's machine. */
class OverlaySuperuserIT extends OverlayProviderIT {
  @Override
  DatabaseSettings service(StoreUnderTest store) {
    return store.admin();
  }
}
