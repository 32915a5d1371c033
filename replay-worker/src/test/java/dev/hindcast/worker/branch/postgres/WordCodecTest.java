package dev.hindcast.worker.branch.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WordCodecTest {
  private final WordCodec codec = new WordCodec();

  @Test
  void aWordThatIsKnownIsTheSameObject() {
    assertThat(read("payments.transfer")).isSameAs(read("payments.transfer"));
  }

  @Test
  void wordsNeverTakeEachOthersPlace() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 5_000; i++) {
        var text = "fleet-é-" + i;
        assertThat(read(text).text()).isEqualTo(text);
      }
    }
  }

  @Test
  void neitherLengthNorEmptinessMatters() {
    for (var text : new String[] {"", "a", "a".repeat(64), "a".repeat(65), "ü".repeat(400)}) {
      assertThat(read(text).text()).isEqualTo(text);
    }
  }

  private Word read(String text) {
    return codec.read(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }
}
