package dev.hindcast.registry.grpc;

import dev.hindcast.policy.compare.BundleComparison;
import dev.hindcast.proto.policy.v1.CompareVersionsResponse;

/** Comparisons as messages. */
final class ComparisonProtos {
  private ComparisonProtos() {}

  static CompareVersionsResponse response(BundleComparison comparison) {
    return CompareVersionsResponse.getDefaultInstance();
  }
}
