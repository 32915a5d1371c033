package dev.hindcast.cli.replay;

import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.replay.v1.ChangeKind;
import dev.hindcast.proto.replay.v1.Effect;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Kinds of change and effects as people write them. */
public final class Kinds {
  private static final String PREFIX = "CHANGE_KIND_";

  private Kinds() {}

  /** Every kind that a change can have. */
  public static List<ChangeKind> all() {
    return Arrays.stream(ChangeKind.values())
        .filter(k -> k != ChangeKind.UNRECOGNIZED && k != ChangeKind.CHANGE_KIND_UNSPECIFIED)
        .toList();
  }

  /** {@code newly denied}. */
  public static String words(ChangeKind kind) {
    return Texts.words(kind, PREFIX);
  }

  /** {@code newly-denied}, as options take it. */
  public static String option(ChangeKind kind) {
    return words(kind).replace(' ', '-');
  }

  /** {@code newly_denied}, as gates read it. */
  public static String field(ChangeKind kind) {
    return words(kind).replace(' ', '_');
  }

  /** The kind of an option's word, if there is one. */
  public static Optional<ChangeKind> find(String word) {
    var wanted = word.toLowerCase(Locale.ROOT).replace('_', '-');
    return all().stream().filter(kind -> option(kind).equals(wanted)).findFirst();
  }

  static ChangeKind parse(String word) {
    return find(word)
        .orElseThrow(
            () ->
                new CommandException(
                    "'"
                        + word
                        + "' is no kind of change: "
                        + all().stream().map(Kinds::option).collect(Collectors.joining(", "))));
  }

  static String words(Effect effect) {
    return Texts.words(effect, "EFFECT_");
  }
}
