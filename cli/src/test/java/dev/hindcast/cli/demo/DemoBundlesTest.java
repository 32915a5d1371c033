package dev.hindcast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.cli.bundle.BundleCheck;
import dev.hindcast.policy.bundle.BundleSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoBundlesTest {
  @Test
  void theyCompileAndPassTheirTests() {
    for (var bundles : List.of(DemoBundles.forFleet(), DemoBundles.forTraces())) {
      assertThat(name(bundles.baseline())).isEqualTo(name(bundles.candidate()));
      assertThat(bundles.baseline()).isNotEqualTo(bundles.candidate());
    }
  }

  private static String name(BundleSource source) {
    var check = BundleCheck.of(source);
    assertThat(check.diagnostics()).isEmpty();
    return check.requireUsable("the demo's bundle");
  }
}
