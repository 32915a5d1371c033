package dev.hindcast.cli.bundle;

import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.output.Table;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.policy.v1.Channel;
import dev.hindcast.proto.policy.v1.StoreActivation;
import java.util.ArrayList;
import java.util.List;

/** A channel for a person: where it points, and which trace stores know. */
final class ChannelText {
  private ChannelText() {}

  static List<String> lines(Channel channel) {
    var parts = channel.getName().split("/");
    var lines = new ArrayList<String>();
    lines.add(parts[3] + " of " + parts[1] + " is " + Names.shortVersion(channel.getVersion()));
    for (var activation : channel.getActivationsList()) {
      lines.add("  " + activation.getStore() + ": " + state(activation));
    }
    return lines;
  }

  static List<String> history(Channel channel) {
    var table = new Table("  ", "MOVED", "FROM", "TO", "BY", "REASON");
    for (var move : channel.getHistoryList()) {
      table.row(
          Texts.time(move.getMoveTime()),
          move.getFrom().isEmpty() ? "nothing" : Names.shortVersion(move.getFrom()),
          Names.shortVersion(move.getTo()),
          Texts.shortened(move.getMover(), 28),
          Texts.shortened(move.getReason(), 60));
    }
    return table.lines();
  }

  private static String state(StoreActivation activation) {
    return switch (activation.getState()) {
      case STATE_ACTIVE -> "knows it, a fork from now on has it for its baseline";
      case STATE_PENDING -> "is being told";
      case STATE_REFUSED ->
          "refused it: " + activation.getReason() + "; it is asked again every few minutes";
      case STATE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }
}
