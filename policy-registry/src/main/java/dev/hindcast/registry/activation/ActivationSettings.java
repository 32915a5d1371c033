package dev.hindcast.registry.activation;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code hindcast.registry.*}: where moves of production are recorded.
 *
 * @param stores ids of the trace stores; empty: moves are recorded nowhere
 * @param branchService {@code host:port} of the branch-service that knows the stores; needed if
 *     there are any
 * @param deliveryInterval between two looks for what is not delivered yet; each pause is varied by
 *     a quarter
 */
@ConfigurationProperties("hindcast.registry")
public record ActivationSettings(
    @Bindable(defaultValue = "") List<String> stores,
    Optional<String> branchService,
    @Bindable(defaultValue = "2s") Duration deliveryInterval) {
  private static final Pattern STORE = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  public ActivationSettings {
    stores =
        stores.stream().map(String::strip).filter(id -> !id.isEmpty()).distinct().sorted().toList();
    for (var store : stores) {
      if (!STORE.matcher(store).matches()) {
        throw new IllegalArgumentException(
            "hindcast.registry.stores: '"
                + store
                + "' is no store id; use lower-case letters, digits and hyphens, a letter first");
      }
    }
    if (!stores.isEmpty() && branchService.isEmpty()) {
      throw new IllegalArgumentException(
          "hindcast.registry.stores needs hindcast.registry.branch-service: it writes to the stores");
    }
    if (!deliveryInterval.isPositive()) {
      throw new IllegalArgumentException("hindcast.registry.delivery-interval must be positive");
    }
  }
}
