package dev.hindcast.platform.identity;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A role on a store or on all.
 *
 * @param store its id, or {@value #EVERY_STORE}
 */
public record Grant(Role role, String store) {
  /** Stands for all stores, those to come too. */
  public static final String EVERY_STORE = "*";

  private static final Pattern STORE = Pattern.compile("[a-z][a-z0-9-]{0,62}|\\*");

  public Grant {
    requireNonNull(role);
    if (!STORE.matcher(store).matches()) {
      throw new IllegalArgumentException("a role is for a store's id, or for *");
    }
  }

  /**
   * Reads {@code role} or {@code role@store}; without a store it is for all.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Grant parse(String text) {
    var at = text.indexOf('@');
    var label = at < 0 ? text : text.substring(0, at);
    var role =
        Role.of(label)
            .orElseThrow(
                () -> // What stands there is not repeated: it might be a token in the wrong column.
                new IllegalArgumentException("unknown role; there are " + labels()));
    return new Grant(role, at < 0 ? EVERY_STORE : text.substring(at + 1));
  }

  /** Several, with commas between them. */
  public static List<Grant> parseAll(String text) {
    return Stream.of(text.split(",", -1)).map(String::strip).map(Grant::parse).distinct().toList();
  }

  boolean covers(String wanted) {
    return store.equals(EVERY_STORE) || store.equals(wanted);
  }

  @Override
  public String toString() {
    return role.label() + (store.equals(EVERY_STORE) ? "" : "@" + store);
  }

  private static String labels() {
    return String.join(", ", Stream.of(Role.values()).map(Role::label).toList());
  }
}
