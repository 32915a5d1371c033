package dev.hindcast.branch.remote;

import dev.hindcast.branch.store.TraceStore;
import java.util.Optional;
import java.util.Set;

/** The options of one store, read by name. Unknown ones are refused: they would be misspelt. */
public final class EngineOptions {
  private final TraceStore store;

  /** Options that may have these names only. */
  public EngineOptions(TraceStore store, Set<String> known) {
    this.store = store;
    for (var name : store.options().keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            place() + ": there is no option " + name + " of " + store.provider());
      }
    }
  }

  /** How settings name the place of these options. */
  public String place() {
    return "hindcast.branch.stores." + store.id() + ".options";
  }

  /** An option that may be left out. */
  public Optional<String> optional(String name) {
    return Optional.ofNullable(store.options().get(name)).filter(value -> !value.isBlank());
  }

  /** An option that must be there. */
  public String required(String name) {
    return optional(name)
        .orElseThrow(() -> new IllegalArgumentException(place() + "." + name + " is missing"));
  }
}
