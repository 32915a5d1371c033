package dev.hindcast.worker;

import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.cel.CelEngine;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.CompiledBundle;

/** The bundles of the tests. */
final class Bundles {
  /** Reads arguments and context of one action. */
  static final BundleSource BASELINE =
      BundleSource.ofManifest(
          """
          apiVersion: hindcast/v1
          name: guard
          rules:
            - id: refund-limit
              match: { tools: ["refund"] }
              when: args.amount > 500 && context.user_role != 'admin'
              effect: deny
              reason: refund_over_limit
          """);

  /** A lower limit; tells a missing key from a null; knows its tools. */
  static final BundleSource CANDIDATE =
      BundleSource.ofManifest(
          """
          apiVersion: hindcast/v1
          name: guard
          tools: ["refund", "send_email"]
          rules:
            - id: refund-limit
              match: { tools: ["refund"] }
              when: args.amount > 300 && context.user_role != 'admin'
              effect: deny
              reason: refund_over_limit
              message: "'refund of ' + string(args.amount)"
            - id: note-is-null
              match: { tools: ["send_email"] }
              when: has(args.note) && args.note == null
              effect: require_approval
              reason: null_note
            - id: mask
              match: { tools: ["send_email"] }
              when: has(args.body) && args.body.matches('[0-9]{4}')
              effect: modify
              modify: [ { path: args.body, redact: '[0-9]{4}' } ]
          """);

  /** Another limit and nothing else. */
  static final BundleSource STATELESS =
      BundleSource.ofManifest(
          """
          apiVersion: hindcast/v1
          name: guard
          rules:
            - id: refund-limit
              match: { tools: ["refund"] }
              when: args.amount > 490 && context.user_role != 'admin'
              effect: deny
              reason: refund_over_limit
          """);

  /** Reads what happened before, results and errors too. */
  static final BundleSource HISTORY =
      BundleSource.ofManifest(
          """
          apiVersion: hindcast/v1
          name: guard
          rules:
            - id: third-identical-call
              when: history.filter(h, h.tool == action.tool && h.args == args).size() >= 2
              effect: deny
              reason: loop
            - id: after-a-failure
              when: history.exists(h, h.error == 'timeout') || history.exists(h, h.result == 'stop')
              effect: warn
              reason: failed_before
          """);

  private Bundles() {}

  static CompiledBundle compiled(BundleSource source) {
    return switch (new CelEngine().compile(source)) {
      case Compilation.Compiled(var bundle, _) -> bundle;
      case Compilation.Rejected(var diagnostics) -> throw new AssertionError(diagnostics);
    };
  }
}
