package dev.hindcast.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedPatternTest {
  private static final List<String> PARTS =
      List.of(
          "a",
          "k",
          "S",
          "1",
          "@",
          "\\.",
          "\\$",
          "[0-1]",
          "[a-b]",
          "[ks1]",
          "[0-9]{3}",
          "a{2}",
          "(a|b)",
          "(?:kk|s|1@)",
          "(a(b|1)|k)",
          "^",
          "$",
          "(?i)",
          ".",
          "a*",
          "[^a]",
          "\\d",
          "|",
          "b?",
          "(a)+");

  @Property(tries = 3_000)
  void whatItTakesItDecidesAsRe2Does(
      @ForAll("patterns") String regex, @ForAll("texts") String text) {
    BoundedPattern.of(regex)
        .ifPresent(
            bounded ->
                assertThat(bounded.test(text))
                    .as("/%s/ in %s", regex, text)
                    .isEqualTo(Pattern.compile(regex).matcher(text).find()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0-9]{16}",
        "@(mail-drop|quick-inbox|freebox)[.]example$",
        "(?i)^(drop|truncate|delete) ",
        "^/etc/",
      })
  void usualPatternsAreOfThisKind(String regex) {
    assertThat(BoundedPattern.of(regex)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a*",
        "a+b",
        "(a|b){9}",
        "(a|b)?",
        "a.b",
        "[^a]",
        "\\bx",
        "a$b",
        "a^",
        "a|b",
        "(a|)",
        "[a-]",
        "(?s)a",
        "(?P<x>a)",
        "ä",
        "a{2,3}",
        "a{2}{2}",
        "a{2}?",
        "a{0}",
        "a{101}",
        "(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)",
      })
  void othersAreLeftToRe2(String regex) {
    assertThat(BoundedPattern.of(regex)).isEmpty();
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of(PARTS)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> String.join("", parts))
        .flatMap(body -> Arbitraries.of("", "(?i)", "^", "(?i)^").map(start -> start + body))
        .filter(BoundedPatternTest::isRe2);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("abBkKsS1@.$\n\u212a\u017f\ud83d").ofMaxLength(12);
  }

  private static boolean isRe2(String regex) {
    try {
      return Pattern.compile(regex).groupCount() >= 0;
    } catch (com.google.re2j.PatternSyntaxException e) {
      return false;
    }
  }
}
