package dev.hindcast.policy.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChangeSetHashTest {

  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(2048);

  private static BigInteger number(byte[] bytes) {
    return new BigInteger(1, bytes);
  }

  @Property
  void plusIsAdditionModuloTwoToThe2048(
      @ForAll @Size(ChangeSetHash.BYTES) byte[] a, @ForAll @Size(ChangeSetHash.BYTES) byte[] b) {
    ChangeSetHash sum = ChangeSetHash.ofBytes(a).plus(ChangeSetHash.ofBytes(b));

    assertThat(number(sum.toByteArray())).isEqualTo(number(a).add(number(b)).mod(MODULUS));
    assertThat(ChangeSetHash.ofBytes(a).toByteArray()).isEqualTo(a);
  }

  @Test
  void carriesRunThroughAllWords() {
    byte[] ones = new byte[ChangeSetHash.BYTES];
    java.util.Arrays.fill(ones, (byte) -1);
    byte[] one = new byte[ChangeSetHash.BYTES];
    one[ChangeSetHash.BYTES - 1] = 1;

    assertThat(ChangeSetHash.ofBytes(ones).plus(ChangeSetHash.ofBytes(one)))
        .isEqualTo(ChangeSetHash.EMPTY);
  }

  @Test
  void anElementTwiceIsNotNothing() {
    ChangeSetHash once = ChangeSetHash.of(new byte[] {1});

    assertThat(once.plus(once)).isNotEqualTo(ChangeSetHash.EMPTY).isNotEqualTo(once);
    assertThat(once).isNotEqualTo(ChangeSetHash.of(new byte[] {2}));
    assertThat(once.toString()).hasSize(512);
  }

  @Test
  void onlyWholeHashesAreRead() {
    assertThatThrownBy(() -> ChangeSetHash.ofBytes(new byte[255]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
