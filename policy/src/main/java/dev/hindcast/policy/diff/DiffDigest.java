package dev.hindcast.policy.diff;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The fingerprint of a whole diff: equal for equal facts about the same replay of the same two
 * bundles, however the actions were sharded, ordered or retried.
 */
public final class DiffDigest {

  private static final String VERSION = "hindcast diff v1";
  private static final String CHANGES_VERSION = "hindcast changes v1";

  private DiffDigest() {}

  /**
   * @return lower-case hex SHA-256
   */
  public static String of(ShardSummary summary, String baselineDigest, String candidateDigest) {
    var bytes =
        new CanonicalBytes()
            .text(VERSION)
            .text(baselineDigest)
            .text(candidateDigest)
            .number(summary.actions())
            .number(summary.unchanged())
            .number(summary.changed());
    write(bytes, summary.notReplayable(), (out, reason) -> out.text(reason.id()));
    if (summary.unpulled() > 0) {
      bytes.text("unpulled").number(summary.unpulled());
    }
    write(
        bytes,
        summary.transitions(),
        (out, cell) -> out.text(cell.baseline().id()).text(cell.candidate().id()));
    write(bytes, summary.byKind(), (out, kind) -> out.text(kind.id()));
    write(
        bytes,
        summary.byRule(),
        (out, key) -> out.text(key.kind().id()).text(key.side().id()).text(key.rule()));
    write(bytes, summary.byTool(), (out, key) -> out.text(key.kind().id()).text(key.name()));
    write(bytes, summary.byAgent(), (out, key) -> out.text(key.kind().id()).text(key.name()));
    write(
        bytes,
        summary.byHour(),
        (out, key) -> out.text(key.kind().id()).number(key.hour().getEpochSecond()));
    write(bytes, summary.skippedErrors(), (out, key) -> out.text(key.side().id()).text(key.rule()));
    write(bytes, summary.decisions(), (out, key) -> out.text(key.side().id()).text(key.rule()));
    bytes.bytes(summary.changes().toByteArray());
    return HexFormat.of().formatHex(sha256().digest(bytes.toByteArray()));
  }

  /**
   * The fingerprint of the set of changes alone: equal for a full replay and a delta replay of the
   * same actions, which judge different numbers of them.
   *
   * @return lower-case hex SHA-256
   */
  public static String ofChanges(
      ShardSummary summary, String baselineDigest, String candidateDigest) {
    var bytes =
        new CanonicalBytes()
            .text(CHANGES_VERSION)
            .text(baselineDigest)
            .text(candidateDigest)
            .number(summary.changed());
    bytes.bytes(summary.changes().toByteArray());
    return HexFormat.of().formatHex(sha256().digest(bytes.toByteArray()));
  }

  /**
   * The fingerprint of a diff together with what it means for workflows, which only the place that
   * holds all changes knows.
   *
   * @param summary what {@link #of} says
   * @param workflowImpact a canonical text of every touched workflow, or a hash of it
   * @return lower-case hex SHA-256
   */
  public static String withWorkflows(String summary, String workflowImpact) {
    var bytes = new CanonicalBytes().text(VERSION).text(summary).text(workflowImpact);
    return HexFormat.of().formatHex(sha256().digest(bytes.toByteArray()));
  }

  /** The maps are sorted, see {@link ShardSummary}. */
  private static <K> void write(
      CanonicalBytes bytes, Map<K, Long> counts, BiConsumer<CanonicalBytes, K> key) {
    bytes.number(counts.size());
    counts.forEach(
        (k, count) -> {
          key.accept(bytes, k);
          bytes.number(count);
        });
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
