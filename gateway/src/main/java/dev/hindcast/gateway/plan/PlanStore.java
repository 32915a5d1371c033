package dev.hindcast.gateway.plan;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes replays with their shards. Thread-safe, blocking. */
public interface PlanStore {

  /** The replay that a request id started. */
  Optional<Started> byRequestId(UUID requestId);

  /** The plan of a replay as {@link PlanCodec} encoded it; empty if none was kept. */
  Optional<ByteString> plan(String name);

  /**
   * Writes a replay and all its shards in one transaction.
   *
   * @return false if its name or request id is taken; then nothing is written
   */
  boolean create(PlannedReplay replay);

  /** Writes the replays of a pass and their shards in one transaction; the first one leads. */
  PassWritten createPass(List<PlannedReplay> pass);

  /** What came of writing a pass. */
  enum PassWritten {
    /** All is written. */
    WRITTEN,
    /** The leader's name or request id is taken; nothing is written. */
    LEADER_TAKEN,
    /** The name of one that follows is taken; nothing is written. */
    FOLLOWER_TAKEN
  }

  /**
   * A replay that was started.
   *
   * @param name last part of its resource name
   */
  record Started(String name, String requestDigest) {}
}
