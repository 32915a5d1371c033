package dev.hindcast.registry.version;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hindcast.platform.failure.Failure.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the findings of one rejection small enough to be delivered. They travel in the trailers of
 * the call, and a client that gets more than it is willing to read sees no finding at all.
 */
final class FindingBudget {
  /** More than two hundred diagnostics of usual length. */
  static final int MAX_BYTES = 48 * 1024;

  private static final int MAX_TEXT = 1_000;

  /** Tags, lengths and the type's name around each finding. */
  private static final int OVERHEAD = 24;

  private FindingBudget() {}

  /** All findings if they fit; otherwise those that do and one that counts the rest. */
  static List<Finding> apply(List<Finding> findings) {
    var kept = new ArrayList<Finding>();
    var bytes = 0;
    for (var finding : findings) {
      var shortened =
          new Finding(finding.type(), cut(finding.subject(), 300), cut(finding.text(), MAX_TEXT));
      bytes += OVERHEAD + length(shortened.subject()) + length(shortened.text());
      if (bytes > MAX_BYTES) {
        var rest = findings.size() - kept.size();
        kept.add(new Finding("OMITTED", "bundle", rest + " more; mend these and publish again"));
        return kept;
      }
      kept.add(shortened);
    }
    return kept;
  }

  private static int length(String text) {
    return text.getBytes(UTF_8).length;
  }

  private static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    // Never between the halves of a character outside the basic plane.
    var end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
    return text.substring(0, end) + "…";
  }
}
