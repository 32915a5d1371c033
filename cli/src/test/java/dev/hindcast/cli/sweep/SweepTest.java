package dev.hindcast.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.cli.output.CommandException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max_refund=100..400/100 | 100 200 300 400
          max_refund=100..399/100 | 100 200 300
          n=3..5                  | 3 4 5
          n=-1..1                 | -1 0 1
          rate=0.1..0.3/0.1       | 0.1 0.2 0.3
          rate=1..2/0.5           | 1 1.5 2.0
          n=7..7                  | 7
          n=5,10, 20              | 5 10 20
          n=5,5                   | 5
          who=support,admin       | "support" "admin"
          who="5",true            | "5" true
          """)
  void values(String option, String values) {
    var sweep = Sweep.parse(option);
    assertThat(option).startsWith(sweep.param() + "=");
    assertThat(String.join(" ", sweep.values())).isEqualTo(values);
    assertThat(sweep.message().getValuesJsonList()).isEqualTo(sweep.values());
  }

  @Test
  void whatIsNoSweepSaysHowToWriteOne() {
    for (var text : List.of("max_refund", "=5", "max_refund=")) {
      assertThatThrownBy(() -> Sweep.parse(text))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("NAME=FROM..TO/STEP");
    }
    assertThatThrownBy(() -> Sweep.parse("n=5..1")).hasMessageContaining("holds no value");
    assertThatThrownBy(() -> Sweep.parse("n=1..2/0")).hasMessageContaining("holds no value");
    assertThatThrownBy(() -> Sweep.parse("n=0..1000000"))
        .hasMessageContaining("take a larger STEP");
  }
}
