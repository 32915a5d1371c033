package dev.hindcast.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledPredicateTest {

  /** A value that breaks whoever looks at it, as a defect or too deep a nesting would. */
  private static Map<String, Object> breaking(boolean stack) {
    return new AbstractMap<>() {
      @Override
      public Object get(Object key) {
        if (stack) {
          throw new StackOverflowError();
        }
        throw new IllegalStateException("secret");
      }

      @Override
      public boolean containsKey(Object key) {
        return get(key) != null;
      }

      @Override
      public Set<Entry<String, Object>> entrySet() {
        return Set.of();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDefectFailsTheConditionOnly(boolean stack) {
    CompiledPredicate predicate =
        CompiledPredicate.compiler("diff", Map.of("n", 1L))
            .compile("diff.n > 0")
            .predicate()
            .orElseThrow();

    assertThat(predicate.evaluate(breaking(stack)))
        .isInstanceOfSatisfying(
            CompiledPredicate.Value.Failed.class,
            failed ->
                assertThat(failed.message()).startsWith("internal error").doesNotContain("secret"));
  }
}
