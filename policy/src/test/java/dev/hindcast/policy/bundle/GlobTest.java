package dev.hindcast.policy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class GlobTest {

  @Property
  void matchesAsTheRegularExpressionDoes(
      @ForAll @Chars({'a', 'b', '*', '?', '.'}) @StringLength(min = 1, max = 8) String pattern,
      @ForAll @CharRange(from = 'a', to = 'b') @Chars('.') @StringLength(max = 10) String text) {
    String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");

    assertThat(new Glob(pattern).matches(text)).isEqualTo(text.matches(regex));
  }
}
