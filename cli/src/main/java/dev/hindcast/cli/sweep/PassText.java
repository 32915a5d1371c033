package dev.hindcast.cli.sweep;

import static java.util.Objects.requireNonNull;

import dev.hindcast.cli.output.Table;
import dev.hindcast.cli.output.Terminal;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.replay.v1.ChangeKind;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.PolicyRef;
import dev.hindcast.proto.replay.v1.Replay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The candidates of a pass beside each other, in the order they were asked for. */
public final class PassText {
  private static final String INDENT = "  ";
  private static final int DIGEST = 12;

  private final List<Tried> tried;
  private final List<String> params;

  private PassText(List<Tried> tried) {
    this.tried = tried;
    this.params = List.copyOf(tried.getFirst().values().keySet());
  }

  /**
   * One candidate and what came out.
   *
   * @param label how the caller named its bundle
   * @param values of the params that were swept, as JSON texts, the same params for all
   */
  public record Tried(String label, SequencedMap<String, String> values, Replay replay, Diff diff) {
    public Tried {
      requireNonNull(label);
      requireNonNull(replay);
      requireNonNull(diff);
      values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }
  }

  /** The lines for a pass. */
  public static List<String> lines(List<Tried> tried) {
    return new PassText(tried).lines();
  }

  /** A candidate in a few words: its bundle and the values it was tried with. */
  public static String name(Tried tried) {
    var text = new StringBuilder(tried.label());
    tried
        .values()
        .forEach((param, value) -> text.append(' ').append(param).append('=').append(value));
    return text.toString();
  }

  private static String policy(PolicyRef policy) {
    if (policy.getAllowAll()) {
      return "allow all";
    }
    if (!policy.getVersion().isEmpty()) {
      return policy.getVersion().replace("bundles/", "").replace("/versions/", "/");
    }
    var digest = policy.getDigest();
    return policy.getBundle() + "@" + digest.substring(0, Math.min(DIGEST, digest.length()));
  }

  private List<String> lines() {
    var first = tried.getFirst();
    var lines = new ArrayList<String>();
    lines.add(
        Texts.count(tried.size(), "candidate")
            + " against "
            + policy(first.replay().getBaseline())
            + ", "
            + Texts.count(first.diff().getCoverage().getActionCount(), "action")
            + ", each read once");
    lines.add("");
    var headings = new ArrayList<String>();
    headings.add("CANDIDATE");
    params.forEach(param -> headings.add(">" + param));
    headings.addAll(
        List.of(
            ">CHANGED",
            ">NEWLY DENIED",
            ">NEWLY ALLOWED",
            ">ESCALATED",
            ">MODIFIED",
            ">BROKEN",
            ">INCIDENTS",
            "REPLAY",
            ""));
    var table = new Table(INDENT, headings.toArray(String[]::new));
    tried.forEach(each -> row(table, each));
    lines.addAll(table.lines());
    lines.add("");
    lines.add(
        INDENT
            + "BROKEN: workflows that succeeded and would break. INCIDENTS: incidents in which the"
            + " candidate would have stepped in.");
    lines.add(INDENT + "One of them in full: hindcast diff " + first.replay().getName());
    return List.copyOf(lines);
  }

  private void row(Table table, Tried each) {
    var diff = each.diff();
    var cells = new ArrayList<String>();
    cells.add(each.label());
    params.forEach(param -> cells.add(each.values().get(param)));
    cells.add(Texts.count(diff.getChangedCount()));
    cells.add(count(diff, ChangeKind.CHANGE_KIND_NEWLY_DENIED));
    cells.add(count(diff, ChangeKind.CHANGE_KIND_NEWLY_ALLOWED));
    cells.add(count(diff, ChangeKind.CHANGE_KIND_NEWLY_ESCALATED));
    cells.add(
        count(
            diff,
            ChangeKind.CHANGE_KIND_NEWLY_MODIFIED,
            ChangeKind.CHANGE_KIND_MODIFICATION_CHANGED));
    cells.add(Texts.count(diff.getWorkflows().getSuccessCount()));
    cells.add(Texts.count(diff.getWorkflows().getIncidentCount()));
    cells.add(each.replay().getName());
    cells.add(mark(diff));
    table.row(cells.toArray(String[]::new));
  }

  private String mark(Diff diff) {
    var counts =
        tried.stream().mapToLong(each -> each.diff().getChangedCount()).summaryStatistics();
    if (counts.getMin() == counts.getMax()) {
      return "";
    }
    if (diff.getChangedCount() == counts.getMin()) {
      return Terminal.bold("< differs least");
    }
    return diff.getChangedCount() == counts.getMax() ? Terminal.bold("< differs most") : "";
  }

  private static String count(Diff diff, ChangeKind... kinds) {
    return Texts.count(
        diff.getKindsList().stream()
            .filter(count -> Arrays.asList(kinds).contains(count.getKind()))
            .mapToLong(count -> count.getCount())
            .sum());
  }
}
