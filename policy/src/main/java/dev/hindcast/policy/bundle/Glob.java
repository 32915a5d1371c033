package dev.hindcast.policy.bundle;

import static java.util.Objects.requireNonNull;

/**
 * A name pattern: {@code *} is any run of characters, {@code ?} exactly one, everything else
 * itself.
 */
public record Glob(String pattern) {

  public Glob {
    requireNonNull(pattern, "pattern");
    if (pattern.isEmpty()) {
      throw new IllegalArgumentException("an empty name pattern matches nothing");
    }
  }

  /** True if the pattern names exactly one thing. */
  public boolean isExact() {
    return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
  }

  public boolean isEverything() {
    return pattern.equals("*");
  }

  /** Linear in the text for one star, never worse than pattern times text. */
  public boolean matches(String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
