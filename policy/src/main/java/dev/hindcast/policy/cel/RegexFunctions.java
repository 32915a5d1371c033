package dev.hindcast.policy.cel;

import com.google.common.collect.ImmutableSet;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The standard {@code matches}, with compiled patterns remembered: the library compiles the pattern
 * anew each time, which costs ten times the matching. The same answers and the same bound on a
 * pattern's size, see {@link BoundedPattern}. Thread-safe.
 */
final class RegexFunctions {

  /** Patterns are mostly literals of bundles; ones put together from arguments must not pile up. */
  private static final int MAX_REMEMBERED = 2_000;

  private final Map<String, Predicate<String>> patterns = new ConcurrentHashMap<>();

  @SuppressWarnings("Immutable") // the cache never changes an answer
  ImmutableSet<CelFunctionBinding> bindings() {
    return CelFunctionBinding.fromOverloads(
        "matches",
        CelFunctionBinding.from("matches", String.class, String.class, this::matches),
        CelFunctionBinding.from("matches_string", String.class, String.class, this::matches));
  }

  private boolean matches(String text, String regex) {
    return pattern(regex).test(text);
  }

  private Predicate<String> pattern(String regex) {
    Predicate<String> known = patterns.get(regex);
    if (known != null) {
      return known;
    }
    Predicate<String> compiled = compile(regex);
    if (patterns.size() < MAX_REMEMBERED) {
      patterns.put(regex, compiled);
    }
    return compiled;
  }

  private static Predicate<String> compile(String regex) {
    try {
      Pattern compiled = Pattern.compile(regex);
      if (compiled.programSize() <= CelLimits.MAX_REGEX_PROGRAM_SIZE) {
        return BoundedPattern.of(regex).orElse(text -> compiled.matcher(text).find());
      }
    } catch (PatternSyntaxException e) {
      throw new CelInvalidArgumentException(e);
    }
    throw new CelInvalidArgumentException(
        new IllegalArgumentException(
            "the pattern is larger than " + CelLimits.MAX_REGEX_PROGRAM_SIZE + " instructions"));
  }
}
