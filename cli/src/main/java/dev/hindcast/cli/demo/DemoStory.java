package dev.hindcast.cli.demo;

import dev.hindcast.cli.bundle.CompareCommand;
import dev.hindcast.cli.bundle.PublishCommand;
import dev.hindcast.cli.connect.Clients;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.output.Output;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.cli.replay.DiffText;
import dev.hindcast.cli.replay.ExplainText;
import dev.hindcast.cli.replay.PromotionText;
import dev.hindcast.cli.test.Baseline;
import dev.hindcast.cli.test.Candidate;
import dev.hindcast.cli.test.PolicyTest;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.GetBranchRequest;
import dev.hindcast.proto.policy.v1.CompareVersionsRequest;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import dev.hindcast.proto.policy.v1.Version;
import dev.hindcast.proto.replay.v1.ExplainChangeRequest;
import dev.hindcast.proto.replay.v1.ListChangesRequest;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.Window;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** From a policy change to its promotion, over the public API only. */
final class DemoStory {
  private static final List<String> GATES =
      List.of("diff.newly_allowed == 0", "diff.coverage > 0.95");
  private static final Duration TTL = Duration.ofMinutes(10);

  private final Clients clients;
  private final DemoBundles bundles;
  private final Output output;
  private final Consumer<String> title;

  DemoStory(Clients clients, DemoBundles bundles, Output output, Consumer<String> title) {
    this.clients = clients;
    this.bundles = bundles;
    this.output = output;
    this.title = title;
  }

  void tell() {
    var candidate = publish();
    title.accept(
        "Fork the trace store, load the candidate into the fork, replay every action through both");
    var plan =
        new PolicyTest.Plan(
            Names.DEFAULT_STORE,
            new Candidate.Published(candidate.getName()),
            new Baseline.Active(),
            Window.getDefaultInstance(),
            Mode.MODE_UNSPECIFIED,
            0,
            TTL,
            false,
            true,
            false);
    try (var test = new PolicyTest(clients, plan, output)) {
      var result = test.run();
      indented(DiffText.lines(result.replay(), result.diff()));
      explain(result.replay());
      promote(result.replay(), candidate);
      gone(test.branch());
    }
  }

  private Version publish() {
    title.accept("A policy change: what production runs, and what is proposed");
    var baseline = PublishCommand.publish(clients, bundles.baseline()).getVersion();
    var production = PublishCommand.activate(clients, baseline);
    var candidate = PublishCommand.publish(clients, bundles.candidate()).getVersion();
    output.line(
        "  production is "
            + Names.shortVersion(production.getVersion())
            + ", proposed is "
            + Names.shortVersion(candidate.getName())
            + ":");
    var comparison =
        clients
            .policies()
            .compareVersions(
                CompareVersionsRequest.newBuilder()
                    .setFrom(baseline.getName())
                    .setTo(candidate.getName())
                    .build());
    indented(CompareCommand.lines(comparison));
    return candidate;
  }

  private void explain(Replay replay) {
    var changes =
        clients
            .replays()
            .listChanges(
                ListChangesRequest.newBuilder().setParent(replay.getName()).setPageSize(1).build());
    if (changes.getChangesCount() == 0) {
      return;
    }
    title.accept("One of these changes, explained");
    var change = changes.getChanges(0).getName();
    indented(
        ExplainText.lines(
            replay,
            clients
                .replays()
                .explainChange(ExplainChangeRequest.newBuilder().setName(change).build())));
  }

  private void promote(Replay replay, Version candidate) {
    title.accept("Promote it, if the gates hold and production is still what it was compared with");
    var promotion =
        clients
            .replays()
            .promote(
                PromoteRequest.newBuilder()
                    .setReplay(replay.getName())
                    .addAllGates(GATES)
                    .setPromoter("demo")
                    .build());
    indented(PromotionText.lines(promotion));
    var channel = "bundles/" + candidate.getBundle() + "/channels/production";
    var production =
        clients.policies().getChannel(GetChannelRequest.newBuilder().setName(channel).build());
    output.line("  production is " + Names.shortVersion(production.getVersion()) + " now");
  }

  private void gone(Branch branch) {
    title.accept("The fork is gone, the evidence stays");
    var record =
        clients
            .branches()
            .getBranch(GetBranchRequest.newBuilder().setName(branch.getName()).build());
    output.line(
        "  "
            + record.getName()
            + ": "
            + Texts.words(record.getState(), "STATE_")
            + ", because it was "
            + Texts.words(record.getDeleteCause(), "DELETE_CAUSE_"));
  }

  private void indented(List<String> lines) {
    lines.forEach(line -> output.line(line.isEmpty() ? "" : "  " + line));
  }
}
