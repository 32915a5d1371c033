package dev.hindcast.cli.replay;

import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.Live;
import dev.hindcast.proto.replay.v1.Replay;
import java.util.ArrayList;
import java.util.List;

/** What arrives after a fork, for a person. */
public final class LiveText {
  private LiveText() {}

  /** One changed decision in a line. */
  public static String line(Change change) {
    return "%s  %s  %s  %s step %d  %s -> %s  (%d)"
        .formatted(
            Kinds.words(change.getKind()),
            change.getTool(),
            change.getAgent(),
            Texts.shortened(change.getWorkflowId(), 40),
            change.getStep(),
            ChangesCommand.decision(change.getBaseline()),
            ChangesCommand.decision(change.getCandidate()),
            change.getActionId());
  }

  /** Where following is. */
  public static String progress(Live live) {
    return Texts.count(live.getActionCount(), "action")
        + ", "
        + Texts.count(live.getChangedCount())
        + " changed, "
        + Texts.count(live.getSliceCount() - live.getDoneSliceCount(), "slice")
        + " waiting";
  }

  /** The diff of what arrived, under a heading of its own. */
  public static List<String> lines(Replay replay, Diff diff) {
    var lines = new ArrayList<String>();
    var live = replay.getLive();
    lines.add(
        "Live: "
            + Texts.count(live.getArrivedCount(), "action")
            + " arrived after the fork"
            + (live.getFailure().isEmpty()
                ? "."
                : "; following ended early: "
                    + live.getFailure()
                    + " ["
                    + live.getFailureReason()
                    + "]"));
    lines.addAll(DiffText.lines(replay, diff));
    return lines;
  }
}
