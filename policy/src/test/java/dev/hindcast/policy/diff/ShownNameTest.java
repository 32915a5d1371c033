package dev.hindcast.policy.diff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownNameTest {
  @Test
  void aLongNameIsCutAndStaysItsOwn() {
    var longest = "n".repeat(ShownName.LONGEST);
    assertThat(ShownName.of(longest)).isSameAs(longest);
    var cut = ShownName.of(longest + "1");
    assertThat(cut).startsWith("n".repeat(200) + "… [cut: 1001 characters, sha256:");
    assertThat(ShownName.of(longest + "2")).isNotEqualTo(cut);
    assertThat(ShownName.of(cut)).isEqualTo(cut);
  }

  @Test
  void aCharacterIsNotCutInHalf() {
    assertThat(ShownName.of("n".repeat(199) + "\uD83D\uDE00".repeat(3_000)))
        .startsWith("n".repeat(199) + "… [cut: 6199 ");
  }
}
