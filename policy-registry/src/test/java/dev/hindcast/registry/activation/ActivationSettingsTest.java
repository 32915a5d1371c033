package dev.hindcast.registry.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActivationSettingsTest {
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Optional<String> SERVICE = Optional.of("branch-service:8080");

  @Test
  void storesAreSortedAndSingle() {
    assertThat(new ActivationSettings(List.of(" us", "eu", "us", ""), SERVICE, INTERVAL).stores())
        .containsExactly("eu", "us");
    assertThat(new ActivationSettings(List.of(""), Optional.empty(), INTERVAL).stores()).isEmpty();
  }

  @Test
  void whatCannotWorkIsRefusedAtTheStart() {
    assertThatThrownBy(() -> new ActivationSettings(List.of("eu"), Optional.empty(), INTERVAL))
        .hasMessageContaining("hindcast.registry.branch-service");
    assertThatThrownBy(() -> new ActivationSettings(List.of("stores/eu"), SERVICE, INTERVAL))
        .hasMessageContaining("stores/eu");
    assertThatThrownBy(() -> new ActivationSettings(List.of(), SERVICE, Duration.ZERO))
        .hasMessageContaining("delivery-interval");
  }
}
