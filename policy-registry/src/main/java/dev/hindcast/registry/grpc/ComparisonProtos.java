package dev.hindcast.registry.grpc;

import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.policy.compare.ValueChange;
import dev.hindcast.proto.policy.v1.CompareVersionsResponse;
import dev.hindcast.proto.policy.v1.ItemChange;
import dev.hindcast.proto.policy.v1.ItemChange.Kind;
import dev.hindcast.registry.version.RuleText;
import dev.hindcast.registry.version.VersionComparison;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Comparisons as messages. */
final class ComparisonProtos {
  private ComparisonProtos() {}

  static CompareVersionsResponse response(VersionComparison comparison) {
    return CompareVersionsResponse.newBuilder()
        .addAllRules(sorted(rules(comparison)))
        .addAllParams(sorted(params(comparison)))
        .addAllSettings(
            comparison.differences().settingsChanged().stream()
                .map(ComparisonProtos::changed)
                .toList())
        .build();
  }

  private static Stream<ItemChange> rules(VersionComparison comparison) {
    var differences = comparison.differences();
    return Stream.of(
            differences.rulesAdded().stream().map(id -> item(Kind.KIND_ADDED, id).build()),
            differences.rulesRemoved().stream().map(id -> item(Kind.KIND_REMOVED, id).build()),
            differences.rulesChanged().stream()
                .map(
                    change ->
                        item(Kind.KIND_CHANGED, change.ruleId())
                            .addAllFields(change.fields())
                            .setBefore(
                                RuleText.of(comparison.from(), change.ruleId(), change.fields()))
                            .setAfter(
                                RuleText.of(comparison.to(), change.ruleId(), change.fields()))
                            .build()))
        .flatMap(changes -> changes);
  }

  private static Stream<ItemChange> params(VersionComparison comparison) {
    var differences = comparison.differences();
    var from = comparison.from().params();
    var to = comparison.to().params();
    return Stream.of(
            differences.paramsAdded().stream()
                .map(
                    name ->
                        item(Kind.KIND_ADDED, name)
                            .setAfter(CanonicalJson.write(to.get(name)))
                            .build()),
            differences.paramsRemoved().stream()
                .map(
                    name ->
                        item(Kind.KIND_REMOVED, name)
                            .setBefore(CanonicalJson.write(from.get(name)))
                            .build()),
            differences.paramsChanged().stream().map(ComparisonProtos::changed))
        .flatMap(changes -> changes);
  }

  private static ItemChange changed(ValueChange change) {
    return item(Kind.KIND_CHANGED, change.name())
        .setBefore(change.before())
        .setAfter(change.after())
        .build();
  }

  private static ItemChange.Builder item(Kind kind, String id) {
    return ItemChange.newBuilder().setKind(kind).setId(id);
  }

  private static List<ItemChange> sorted(Stream<ItemChange> changes) {
    return changes.sorted(Comparator.comparing(ItemChange::getId)).toList();
  }
}
