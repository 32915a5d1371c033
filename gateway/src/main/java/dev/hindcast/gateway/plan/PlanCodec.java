package dev.hindcast.gateway.plan;

import com.google.protobuf.ByteString;

/** The form in which plans are kept. Thread-safe. */
public interface PlanCodec {
  ByteString encode(ReplayPlan plan);
}
