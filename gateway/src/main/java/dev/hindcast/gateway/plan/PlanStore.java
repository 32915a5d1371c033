package dev.hindcast.gateway.plan;

import com.google.protobuf.ByteString;
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

  /**
   * A replay that was started.
   *
   * @param name last part of its resource name
   */
  record Started(String name, String requestDigest) {}
}
