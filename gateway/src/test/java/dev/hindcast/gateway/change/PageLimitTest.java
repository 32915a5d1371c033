package dev.hindcast.gateway.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PageLimitTest {
  @Test
  void aPageEndsAfterSoManyItems() {
    assertThat(PageLimit.fitting(List.of(1L, 2L, 3L), 2, size -> size)).containsExactly(1L, 2L);
    assertThat(PageLimit.fitting(List.of(1L, 2L), 2, size -> size)).containsExactly(1L, 2L);
    assertThat(PageLimit.fitting(List.<Long>of(), 2, size -> size)).isEmpty();
  }

  @Test
  void aPageEndsBeforeItIsTooLongForAMessage() {
    var found = LongStream.range(0, 100).map(_ -> 100_000).boxed().toList();
    assertThat(PageLimit.fitting(found, 1_000, size -> size)).hasSize(31);
  }

  @Test
  void oneItemIsAlwaysOnIt() {
    assertThat(PageLimit.fitting(List.of(5_000_000L, 1L), 10, size -> size))
        .containsExactly(5_000_000L);
  }
}
