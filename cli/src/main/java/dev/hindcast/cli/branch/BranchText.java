package dev.hindcast.cli.branch;

import dev.hindcast.cli.output.Table;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.TableCoverage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Branches as a table. */
final class BranchText {
  private BranchText() {}

  static List<String> table(List<Branch> branches) {
    if (branches.isEmpty()) {
      return List.of("no branch");
    }
    var table =
        new Table(
            "", "BRANCH", "STATE", "FORKED AT", "LSN", ">FORK", "EXPIRES", "OWNER", "BUNDLES");
    for (var branch : branches) {
      table.row(
          branch.getName(),
          state(branch),
          Texts.time(branch.getForkPoint().getTime()),
          branch.getForkPoint().getLsn(),
          branch.hasForkDuration() ? Texts.duration(branch.getForkDuration()) : "",
          Texts.time(branch.getExpireTime()),
          branch.getOwner(),
          bundles(branch));
    }
    return table.lines();
  }

  /** One branch with all that a person may want to know. */
  static List<String> details(Branch branch) {
    var lines = new ArrayList<>(table(List.of(branch)));
    var point = branch.getForkPoint();
    lines.add("");
    lines.add("provider     " + branch.getProvider() + ", snapshot " + point.getSnapshot());
    if (branch.hasDivergenceBytes()) {
      lines.add("holds itself " + Texts.count(branch.getDivergenceBytes(), "byte"));
    }
    if (branch.getMaxDivergenceBytes() > 0) {
      lines.add("its budget   " + Texts.count(branch.getMaxDivergenceBytes(), "byte"));
    }
    if (branch.hasLogicalBytes()) {
      lines.add("appears as   " + Texts.count(branch.getLogicalBytes(), "byte"));
    }
    if (branch.hasArrivedActions()) {
      lines.add("since then   " + Texts.count(branch.getArrivedActions(), "action"));
    }
    if (branch.hasHoldTime()) {
      lines.add("held until   " + Texts.time(branch.getHoldTime()));
    }
    if (!branch.getFailure().isEmpty()) {
      lines.add("failure      " + branch.getFailure());
    }
    if (branch.hasDiscardProof()) {
      lines.add(
          "discarded    %s: %s"
              .formatted(
                  Texts.time(branch.getDiscardProof().getConfirmTime()),
                  branch.getDiscardProof().getText()));
    }
    for (var table : branch.getTablesList()) {
      lines.add("table        " + coverage(table));
    }
    return lines;
  }

  /** The tables that a branch does not hold at its fork point: to be read before it is used. */
  static List<String> unpinned(Branch branch) {
    return branch.getTablesList().stream()
        .filter(table -> table.getKind() == TableCoverage.Kind.KIND_NOT_PINNED)
        .map(table -> "not held at the fork point: " + coverage(table))
        .toList();
  }

  private static String coverage(TableCoverage table) {
    var text = table.getTable() + ": " + Texts.words(table.getKind(), "KIND_");
    return table.getReason().isEmpty() ? text : text + " (" + table.getReason() + ")";
  }

  static String state(Branch branch) {
    var state = Texts.words(branch.getState(), "STATE_");
    return branch.getDeleteCause() == Branch.DeleteCause.DELETE_CAUSE_UNSPECIFIED
        ? state
        : state + " (" + Texts.words(branch.getDeleteCause(), "DELETE_CAUSE_") + ")";
  }

  private static String bundles(Branch branch) {
    return branch.getBundlesList().stream()
        .map(
            bundle ->
                (bundle.getRole() == BundleRole.BUNDLE_ROLE_BASELINE ? "baseline " : "")
                    + bundle.getBundle())
        .collect(Collectors.joining(", "));
  }
}
