package dev.hindcast.branch.overlay.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.provider.StoreUnderTest;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The overlay on PostgreSQL 14. */
class OverlayOnOldestIT extends OverlayProviderIT {
  @Override
  StoreUnderTest create() throws SQLException {
    return OverlayStore.createOnOldest();
  }

  @Test
  void itIsTheOldestRelease() throws Exception {
    try (var connection = store().open()) {
      assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(14);
    }
  }
}
