package dev.hindcast.policyproto;

import dev.hindcast.policy.diff.KindHour;
import dev.hindcast.policy.diff.KindName;
import dev.hindcast.policy.diff.KindRule;
import dev.hindcast.policy.diff.Transition;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Side;
import dev.hindcast.proto.replay.v1.GroupCount;
import dev.hindcast.proto.replay.v1.KindCount;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The counts of a diff as the API shows them: largest first, equal ones in order of their keys. */
public final class CountProtos {
  private static final Comparator<GroupCount> LARGEST_GROUP =
      Comparator.comparingLong(GroupCount::getCount)
          .reversed()
          .thenComparing(GroupCount::getKey)
          .thenComparing(GroupCount::getSide);
  private static final Comparator<KindCount> LARGEST_KIND =
      Comparator.comparingLong(KindCount::getCount)
          .reversed()
          .thenComparingInt(KindCount::getKindValue);

  private CountProtos() {}

  public static List<KindCount> kinds(Map<ChangeKind, Long> counts) {
    return counts.entrySet().stream()
        .map(
            entry ->
                KindCount.newBuilder()
                    .setKind(ChangeProtos.toProto(entry.getKey()))
                    .setCount(entry.getValue())
                    .build())
        .sorted(LARGEST_KIND)
        .toList();
  }

  /** In order of the effects, strongest first. */
  public static List<dev.hindcast.proto.replay.v1.Transition> transitions(
      Map<Transition, Long> counts) {
    return new TreeMap<>(counts)
        .entrySet().stream()
            .map(
                entry ->
                    dev.hindcast.proto.replay.v1.Transition.newBuilder()
                        .setFrom(DecisionProtos.toProto(entry.getKey().baseline()))
                        .setTo(DecisionProtos.toProto(entry.getKey().candidate()))
                        .setCount(entry.getValue())
                        .build())
            .toList();
  }

  /** By the rule that caused the change, each with its side. */
  public static List<GroupCount> rules(Map<KindRule, Long> counts) {
    return groups(
        counts,
        key -> GroupCount.newBuilder().setKey(key.rule()).setSide(side(key.side())).build(),
        KindRule::kind);
  }

  private static dev.hindcast.proto.replay.v1.Side side(Side side) {
    return switch (side) {
      case BASELINE -> dev.hindcast.proto.replay.v1.Side.SIDE_BASELINE;
      case CANDIDATE -> dev.hindcast.proto.replay.v1.Side.SIDE_CANDIDATE;
    };
  }

  /** By tool or by agent. */
  public static List<GroupCount> names(Map<KindName, Long> counts) {
    return groups(counts, key -> keyed(key.name()), KindName::kind);
  }

  /** By hour; the keys are RFC 3339 in UTC. */
  public static List<GroupCount> hours(Map<KindHour, Long> counts) {
    return groups(counts, key -> keyed(key.hour().toString()), KindHour::kind);
  }

  private static GroupCount keyed(String key) {
    return GroupCount.newBuilder().setKey(key).build();
  }

  /**
   * @param group key and side of the group, without counts
   */
  private static <K> List<GroupCount> groups(
      Map<K, Long> counts, Function<K, GroupCount> group, Function<K, ChangeKind> kind) {
    Map<GroupCount, Map<ChangeKind, Long>> groups = new HashMap<>();
    counts.forEach(
        (key, count) ->
            groups
                .computeIfAbsent(group.apply(key), _ -> new EnumMap<>(ChangeKind.class))
                .merge(kind.apply(key), count, Math::addExact));
    return groups.entrySet().stream()
        .map(
            entry ->
                entry.getKey().toBuilder()
                    .setCount(entry.getValue().values().stream().mapToLong(Long::longValue).sum())
                    .addAllKinds(kinds(entry.getValue()))
                    .build())
        .sorted(LARGEST_GROUP)
        .toList();
  }
}
