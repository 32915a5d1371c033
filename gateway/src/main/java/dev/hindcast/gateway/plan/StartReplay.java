package dev.hindcast.gateway.plan;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.replay.Window;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * What a caller asks for.
 *
 * @param candidate published version to load into the branch first; empty: one is loaded already
 * @param shards 0: the planner chooses
 * @param priority its share of free slots, from 1
 * @param name last part of the resource name; empty: one is made up
 * @param follow whether what arrives in the store after the fork is judged, too
 */
public record StartReplay(
    String branch,
    BaselineChoice baseline,
    Optional<String> candidate,
    Window window,
    ModeChoice mode,
    int shards,
    int priority,
    String creator,
    Optional<String> name,
    Optional<UUID> requestId,
    boolean follow) {
  public static final int DEFAULT_PRIORITY = 10;

  public StartReplay {
    requireNonNull(branch);
    requireNonNull(baseline);
    requireNonNull(candidate);
    requireNonNull(window);
    requireNonNull(mode);
    requireNonNull(creator);
    requireNonNull(name);
    requireNonNull(requestId);
  }

  /** What is asked for a replay that follows this one: the request id is the leader's. */
  StartReplay following() {
    return new StartReplay(
        branch,
        baseline,
        candidate,
        window,
        mode,
        shards,
        priority,
        creator,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** Equal for equal requests: tells a repeated call from a reused id. */
  String digest() {
    var text =
        String.join(
            "\n",
            branch,
            baseline.toString(),
            candidate.orElse(""),
            window.toString(),
            Integer.toString(shards),
            creator,
            name.orElse(""));
    if (priority != DEFAULT_PRIORITY) {
      text += "\n" + priority;
    }
    if (follow) {
      text += "\nfollow";
    }
    if (mode != ModeChoice.SOUND_DELTA) {
      // A request of an earlier release has no mode, and must be known again.
      text += "\n" + mode;
    }
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
