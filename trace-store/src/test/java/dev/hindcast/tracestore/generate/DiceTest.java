package dev.hindcast.tracestore.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiceTest {
  /** If this breaks, every seed means other rows than before. */
  @Test
  void theSequenceOfASeedIsFixedForAllTime() {
    var dice = new Dice(7, 0);
    assertThat(IntStream.range(0, 8).map(i -> dice.below(1000)))
        .containsExactly(950, 571, 822, 591, 286, 657, 679, 168);
  }

  @Test
  void streamsDiffer() {
    assertThat(new Dice(7, 1).next()).isNotEqualTo(new Dice(7, 2).next());
    assertThat(new Dice(8, 1).next()).isNotEqualTo(new Dice(7, 1).next());
  }

  @Test
  void staysInItsBounds() {
    var dice = new Dice(1, 1);
    for (int i = 0; i < 10_000; i++) {
      assertThat(dice.below(3)).isBetween(0, 2);
      assertThat(dice.skewed(10)).isBetween(0, 9);
      assertThat(dice.longTail(100, 1)).isPositive();
    }
  }
}
