package dev.hindcast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.proto.policy.v1.CompareVersionsRequest;
import dev.hindcast.proto.policy.v1.CompareVersionsResponse;
import dev.hindcast.proto.policy.v1.ItemChange;
import dev.hindcast.proto.policy.v1.ItemChange.Kind;
import org.junit.jupiter.api.Test;

class CompareVersionsIT {
  private static final String BEFORE =
      """
      apiVersion: hindcast/v1
      name: guard
      params: { gone: [1, 2], limit: 500, same: 1 }
      rules:
        - { id: stays, when: args.amount > params.limit, effect: deny }
        - { id: removed, when: args.amount > 1, effect: warn }
        - id: changed
          match: { tools: [refund] }
          when: args.amount > 5 && params.same == 1 && size(params.gone) > 0
          effect: warn
        - id: masked
          match: { tools: [send] }
          effect: modify
          modify: [ { path: args.body, redact: '[0-9]{16}' } ]
      """;

  private static final String AFTER =
      """
      # A comment and other lines are no difference.
      apiVersion: hindcast/v1
      name: guard

      combining: first-match
      tools: [refund, send]
      params: { same: 1, limit: 600, fresh: yes }
      rules:
        - { id: added, when: args.amount > 2 && params.fresh == 'yes', effect: deny }
        - { id: stays, when: args.amount > params.limit, effect: deny }
        - id: changed
          match: { tools: [refund, pay] }
          when: args.amount > 6 && params.same == 1
          effect: warn
        - id: masked
          match: { tools: [send] }
          effect: modify
          modify: [ { path: args.body, redact: '[0-9]{15}' } ]
      """;

  @Test
  void everyDifferenceIsListedInOrder() {
    try (var registry = Registry.start()) {
      var _ = registry.publish(Bundles.archive(BEFORE));
      var _ = registry.publish(Bundles.archive(AFTER));

      var forth = compare(registry, "guard/versions/1", "guard/versions/latest");

      assertThat(forth.getRulesList())
          .containsExactly(
              change(Kind.KIND_ADDED, "added", "", ""),
              change(
                      Kind.KIND_CHANGED,
                      "changed",
                      """
                      match: {"tools":["refund"]}
                      when: args.amount > 5 && params.same == 1 && size(params.gone) > 0""",
                      """
                      match: {"tools":["pay","refund"]}
                      when: args.amount > 6 && params.same == 1""")
                  .toBuilder()
                  .addFields("match")
                  .addFields("when")
                  .build(),
              change(
                      Kind.KIND_CHANGED,
                      "masked",
                      "modify: [{\"path\":\"args.body\",\"redact\":\"[0-9]{16}\"}]",
                      "modify: [{\"path\":\"args.body\",\"redact\":\"[0-9]{15}\"}]")
                  .toBuilder()
                  .addFields("modify")
                  .build(),
              change(Kind.KIND_REMOVED, "removed", "", ""));
      assertThat(forth.getParamsList())
          .containsExactly(
              change(Kind.KIND_ADDED, "fresh", "", "\"yes\""),
              change(Kind.KIND_REMOVED, "gone", "[1,2]", ""),
              change(Kind.KIND_CHANGED, "limit", "500", "600"));
      assertThat(forth.getSettingsList())
          .containsExactly(
              change(Kind.KIND_CHANGED, "combining", "\"deny-overrides\"", "\"first-match\""),
              change(Kind.KIND_CHANGED, "tools", "null", "[\"refund\",\"send\"]"));
    }
  }

  @Test
  void aVersionDiffersFromItselfInNothingAndBundlesMayDiffer() {
    try (var registry = Registry.start()) {
      registry.publishVersions("left", 1);
      registry.publishVersions("right", 1);

      assertThat(compare(registry, "left/versions/1", "left/versions/latest"))
          .isEqualTo(CompareVersionsResponse.getDefaultInstance());
      assertThat(compare(registry, "left/versions/1", "right/versions/1").getSettingsList())
          .containsExactly(change(Kind.KIND_CHANGED, "name", "\"left\"", "\"right\""));
    }
  }

  private static ItemChange change(Kind kind, String id, String before, String after) {
    return ItemChange.newBuilder()
        .setKind(kind)
        .setId(id)
        .setBefore(before)
        .setAfter(after)
        .build();
  }

  private static CompareVersionsResponse compare(Registry registry, String from, String to) {
    return registry
        .client()
        .compareVersions(
            CompareVersionsRequest.newBuilder()
                .setFrom("bundles/" + from)
                .setTo("bundles/" + to)
                .build());
  }
}
