package dev.hindcast.policy.action;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A place inside an action: a root word and steps into JSON, written {@code args.body}, {@code
 * args.items[0].price}, {@code args.items[*].note}, {@code args["odd key"]}.
 *
 * @param root {@code args}, {@code context} or the name of another part of the action
 */
public record ValuePath(String root, List<Step> steps) {

  /** One step into a JSON value. */
  public sealed interface Step {

    /** Into an object. */
    record Key(String name) implements Step {
      public Key {
        requireNonNull(name, "name");
      }
    }

    /** Into an array, from zero. */
    record Index(int index) implements Step {
      public Index {
        if (index < 0) {
          throw new IllegalArgumentException("a negative index: " + index);
        }
      }
    }

    /** Into every element of an array; in an analysis, into any element or key. */
    record Any() implements Step {}
  }

  public static final Step ANY = new Step.Any();

  public ValuePath {
    requireNonNull(root, "root");
    steps = List.copyOf(steps);
  }

  public static ValuePath of(String root) {
    return new ValuePath(root, List.of());
  }

  public ValuePath key(String name) {
    return with(new Step.Key(name));
  }

  public ValuePath with(Step step) {
    List<Step> longer = new ArrayList<>(steps.size() + 1);
    longer.addAll(steps);
    longer.add(step);
    return new ValuePath(root, longer);
  }

  /** True if one path lies inside the other or they are the same; {@code *} meets every step. */
  public boolean overlaps(ValuePath other) {
    if (!root.equals(other.root)) {
      return false;
    }
    int shorter = Math.min(steps.size(), other.steps.size());
    for (int i = 0; i < shorter; i++) {
      Step mine = steps.get(i);
      Step theirs = other.steps.get(i);
      if (!mine.equals(theirs) && !mine.equals(ANY) && !theirs.equals(ANY)) {
        return false;
      }
    }
    return true;
  }

  /**
   * @throws IllegalArgumentException if the text is not a path; the message says what is wrong and
   *     where
   */
  public static ValuePath parse(String text) {
    return new ValuePathParser(text).parse();
  }

  @Override
  public String toString() {
    return steps.stream().map(ValuePath::print).collect(Collectors.joining("", root, ""));
  }

  private static String print(Step step) {
    return switch (step) {
      case Step.Key(String name) ->
          isWord(name)
              ? "." + name
              : "[\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]";
      case Step.Index(int index) -> "[" + index + "]";
      case Step.Any _ -> "[*]";
    };
  }

  static boolean isWord(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(c -> isWordCharacter((char) c))
        && !Character.isDigit(name.charAt(0));
  }

  static boolean isWordCharacter(char c) {
    return c == '_'
        || c == '-'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9');
  }
}
