package dev.hindcast.platform.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PageTokenTest {
  @Test
  void comesBackForTheSameRequest() {
    var token = new PageToken("42:x").encode("bundles/-");
    assertThat(PageToken.decode(token, "bundles/-")).isEqualTo(new PageToken("42:x"));
    assertThat(PageToken.decode("", "bundles/-").isFirst()).isTrue();
  }

  @Test
  void isRefusedForAnotherRequestAndWhenMalformed() {
    var token = new PageToken("42").encode("bundles/-");
    assertThatThrownBy(() -> PageToken.decode(token, "bundles/guard"))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("another request");
    assertThatThrownBy(() -> PageToken.decode("???", "bundles/-"))
        .hasMessageContaining("malformed");
    assertThatThrownBy(() -> PageToken.decode("YWJj", "bundles/-"))
        .hasMessageContaining("malformed");
  }

  static Stream<Arguments> forgedAndCut() {
    var token = new PageToken("4711:x").encode("bundles/-");
    return Stream.of(
        arguments("no base64", "?%"),
        arguments("another alphabet", token + "+/"),
        arguments("more than there was", token + "x"),
        arguments("a character less", token.substring(0, token.length() - 1)),
        arguments("a digit less", token.substring(0, token.length() - 3)),
        arguments("half of it", token.substring(0, token.length() / 2)),
        arguments("one character", "a"),
        arguments("no checksum", forged("4711")),
        arguments("one checksum", forged(checksum("bundles/-") + ":4711")),
        arguments("another position", forged(checksum("bundles/-") + ":" + checksum("1") + ":2")),
        arguments("no position", forged(checksum("bundles/-") + ":" + checksum("") + ":")),
        arguments("what no database takes", new PageToken("a\0b").encode("bundles/-")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgedAndCut")
  void whatWasForgedOrCutIsNoPageToken(String what, String token) {
    assertInvalid(() -> PageToken.decode(token, "bundles/-"));
  }

  static Stream<Arguments> unreadable() {
    return Stream.of(
        arguments("x", (Function<String, Object>) Long::valueOf),
        arguments("99999999999999999999", (Function<String, Object>) Long::valueOf),
        arguments("1 2", (Function<String, Object>) Long::valueOf),
        arguments("short", (Function<String, Object>) text -> text.substring(9)),
        arguments("short", (Function<String, Object>) text -> text.split(" ", -1)[1]));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void aPositionThatTheStoreCannotHaveWrittenIsNoPageToken(
      String position, Function<String, Object> reader) {
    var token = PageToken.decode(new PageToken(position).encode("bundles/-"), "bundles/-");
    assertInvalid(() -> token.read("", reader));
  }

  @Test
  void aPositionIsReadAsTheStoreWroteIt() {
    var token = PageToken.decode(new PageToken("-42").encode("bundles/-"), "bundles/-");
    assertThat(token.number(7)).isEqualTo(-42);
    assertThat(PageToken.decode("", "bundles/-").number(7)).isEqualTo(7);
  }

  private static void assertInvalid(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.InvalidPageToken.class));
  }

  private static String forged(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String checksum(String text) {
    var crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }

  @Test
  void sizeHasADefaultAndAMaximum() {
    assertThat(PageToken.size(0)).isEqualTo(50);
    assertThat(PageToken.size(7)).isEqualTo(7);
    assertThat(PageToken.size(100_000)).isEqualTo(1000);
  }
}
