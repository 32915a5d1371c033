package dev.hindcast.cli.replay;

import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.output.Table;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.replay.v1.GateVerdict;
import dev.hindcast.proto.replay.v1.ListPromotionsResponse;
import dev.hindcast.proto.replay.v1.Promotion;
import java.util.ArrayList;
import java.util.List;

/** Records of promotions, for a person. */
public final class PromotionText {
  private PromotionText() {}

  /** The lines for a promotion. */
  public static List<String> lines(Promotion promotion) {
    var lines = new ArrayList<String>();
    lines.add(
        promotion.getChannel()
            + ": "
            + version(promotion.getFrom())
            + " -> "
            + version(promotion.getTo())
            + ", "
            + Texts.words(promotion.getState(), "STATE_"));
    for (var gate : promotion.getGatesList()) {
      lines.add(
          "  gate "
              + (gate.getPassed() ? "held: " : "did not hold: ")
              + gate.getGate()
              + (gate.getDetail().isEmpty() ? "" : " (" + gate.getDetail() + ")"));
    }
    lines.add(
        "  evidence: fork at "
            + promotion.getForkPoint().getLsn()
            + ", diff "
            + Texts.digest(promotion.getDiffDigest())
            + ", candidate "
            + Texts.digest(promotion.getCandidateDigest())
            + ", by "
            + promotion.getPromoter());
    lines.add("  " + outcome(promotion));
    return lines;
  }

  private static String outcome(Promotion promotion) {
    if (promotion.getState() == Promotion.State.STATE_VALIDATED) {
      return "dry run: nothing moved, nothing is on record";
    }
    return promotion.getName()
        + (promotion.getBranchDiscarded()
            ? ", the fork is discarded"
            : ", the fork is still there");
  }

  /** A line a promotion. */
  static List<String> table(ListPromotionsResponse response) {
    if (response.getPromotionsCount() == 0) {
      return List.of("no promotion");
    }
    var table =
        new Table("", "PROMOTION", "STATE", "CHANNEL", "FROM", "TO", ">GATES", "BY", "TIME", "");
    for (var promotion : response.getPromotionsList()) {
      table.row(
          promotion.getName(),
          Texts.words(promotion.getState(), "STATE_"),
          promotion.getChannel().replaceFirst(".*/", ""),
          version(promotion.getFrom()),
          version(promotion.getTo()),
          held(promotion) + "/" + promotion.getGatesCount(),
          Texts.shortened(promotion.getPromoter(), 28),
          Texts.time(promotion.getCreateTime()),
          promotion.getState() == Promotion.State.STATE_REFUSED
              ? "found " + version(promotion.getFound())
              : "");
    }
    var lines = new ArrayList<>(table.lines());
    if (!response.getNextPageToken().isEmpty()) {
      lines.add("… and more: --limit N shows more of them");
    }
    return lines;
  }

  private static long held(Promotion promotion) {
    return promotion.getGatesList().stream().filter(GateVerdict::getPassed).count();
  }

  private static String version(String name) {
    return name.isEmpty() ? "nothing" : Names.shortVersion(name);
  }
}
