package dev.hindcast.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.cli.output.CommandException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class NamesTest {
  @Test
  void shortFormsBecomeResourceNames() {
    assertThat(Names.version("guard/3")).isEqualTo("bundles/guard/versions/3");
    assertThat(Names.version("guard")).isEqualTo("bundles/guard/versions/latest");
    assertThat(Names.version("bundles/guard/versions/3")).isEqualTo("bundles/guard/versions/3");
    assertThat(Names.shortVersion("bundles/guard/versions/3")).isEqualTo("guard/3");
    assertThat(Names.branch("b1")).isEqualTo("stores/default/branches/b1");
    assertThat(Names.branch("stores/x/branches/b1")).isEqualTo("stores/x/branches/b1");
    assertThat(Names.replay("r1")).isEqualTo("replays/r1");
    assertThatThrownBy(() -> Names.version("Guard/0")).isInstanceOf(CommandException.class);
  }

  @Test
  void theGatewayAnswersForItsNeighbours() {
    assertThat(ClusterAddress.behindGateway("host:7400"))
        .isEqualTo(new ClusterAddress("host:7400", "host:7400", "host:7400"));
    assertThatThrownBy(() -> ClusterAddress.behindGateway("host"))
        .isInstanceOf(CommandException.class);
  }

  @Test
  void durationsAreShort() {
    var converter = new DurationConverter();
    assertThat(converter.convert("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(converter.convert("7d")).isEqualTo(Duration.ofDays(7));
    assertThat(converter.convert("PT1H")).isEqualTo(Duration.ofHours(1));
    assertThatThrownBy(() -> converter.convert("soon")).isInstanceOf(TypeConversionException.class);
  }
}
