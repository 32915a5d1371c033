package dev.hindcast.cli.branch;

import dev.hindcast.cli.output.Table;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BundleRole;
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
