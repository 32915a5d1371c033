package dev.hindcast.cli.replay;

import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.replay.v1.Promotion;
import java.util.ArrayList;
import java.util.List;

/** The record of a promotion, for a person. */
public final class PromotionText {
  private PromotionText() {}

  /** The lines for a promotion. */
  public static List<String> lines(Promotion promotion) {
    var lines = new ArrayList<String>();
    lines.add(
        promotion.getChannel()
            + ": "
            + (promotion.getFrom().isEmpty() ? "nothing" : Names.shortVersion(promotion.getFrom()))
            + " -> "
            + Names.shortVersion(promotion.getTo())
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
    lines.add(
        promotion.getBranchDiscarded() ? "  the fork is discarded" : "  the fork is still there");
    return lines;
  }
}
