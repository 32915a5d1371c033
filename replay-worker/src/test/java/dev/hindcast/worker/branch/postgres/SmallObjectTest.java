package dev.hindcast.worker.branch.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SmallObjectTest {
  private final Map<String, Object> small =
      new SmallObject(
          new String[] {"amount", "note", "left over"}, new Object[] {7L, null, "no"}, 2);

  @Test
  void isTheMapThatItHolds() {
    var map = new LinkedHashMap<String, Object>();
    map.put("amount", 7L);
    map.put("note", null);
    assertThat(small).isEqualTo(map).hasToString(map.toString()).hasSameHashCodeAs(map);
    assertThat(map).isEqualTo(small);
  }

  @Test
  void aNullIsThereAndAMissingKeyIsNot() {
    assertThat(small.get("note")).isNull();
    assertThat(small.containsKey("note")).isTrue();
    assertThat(small.containsKey("left over")).isFalse();
    assertThat(small.get("left over")).isNull();
  }

  @Test
  void nobodyChangesIt() {
    assertThatThrownBy(() -> small.put("amount", 8L)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> small.remove("amount")).isInstanceOf(RuntimeException.class);
  }
}
