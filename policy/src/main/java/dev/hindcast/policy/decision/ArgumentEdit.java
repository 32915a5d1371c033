package dev.hindcast.policy.decision;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.action.JsonValues;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change a {@code modify} decision makes to the arguments.
 *
 * @param path where, for example {@code args.items[0].price}
 * @param removed true if the value goes away; then {@code newValue} is null
 * @param newValue the JSON value that replaces the old one; null is JSON null
 */
public record ArgumentEdit(String path, boolean removed, @Nullable Object newValue) {

  public ArgumentEdit {
    requireNonNull(path, "path");
    if (removed && newValue != null) {
      throw new IllegalArgumentException("a removed value has no new value: " + path);
    }
  }

  public static ArgumentEdit replaced(String path, @Nullable Object newValue) {
    return new ArgumentEdit(path, false, newValue);
  }

  public static ArgumentEdit removed(String path) {
    return new ArgumentEdit(path, true, null);
  }

  /** By value: 1 and 1.0 are the same edit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ArgumentEdit edit
        && path.equals(edit.path)
        && removed == edit.removed
        && JsonValues.equal(newValue, edit.newValue);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, removed);
  }
}
