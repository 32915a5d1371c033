package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.provider.StoreUnderTest;
import java.sql.SQLException;

/** Other tables through the overlay, on PostgreSQL 14. */
class OverlayOtherTablesOnOldestIT extends OverlayOtherTablesIT {
  @Override
  StoreUnderTest create() throws SQLException {
    return OverlayStore.createOnOldest();
  }
}
