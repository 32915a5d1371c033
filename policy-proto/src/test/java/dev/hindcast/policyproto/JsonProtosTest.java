package dev.hindcast.policyproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Value;
import dev.hindcast.policy.action.JsonValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonProtosTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "\"text\"",
        "5",
        "-9007199254740992",
        "0.5",
        "[]",
        "{}",
        "{\"a\":[1,null,{\"b\":\"c\"}],\"d\":{\"e\":false}}"
      })
  void aJsonValueComesBackAsItWas(String json) {
    var value = JsonValues.parse(json);
    assertThat(JsonProtos.toJson(JsonProtos.toProto(value))).isEqualTo(value);
  }

  @Test
  void aWholeNumberStaysALongAndAHugeOneBecomesTheNearestDouble() {
    assertThat(JsonProtos.toJson(JsonProtos.toProto(7L))).isEqualTo(7L);
    assertThat(JsonProtos.toJson(JsonProtos.toProto(Long.MAX_VALUE))).isEqualTo(0x1p63);
  }

  @Test
  void aValueThatIsNotSetIsNull() {
    assertThat(JsonProtos.toJson(Value.getDefaultInstance())).isNull();
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThatThrownBy(() -> JsonProtos.toProto(new Object()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
