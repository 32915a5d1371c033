package dev.hindcast.branch.grpc;

import dev.hindcast.branch.provider.Accuracy;
import dev.hindcast.branch.provider.CutKind;
import dev.hindcast.branch.provider.Precision;
import dev.hindcast.branch.provider.Proof;
import dev.hindcast.branch.provider.Reset;
import dev.hindcast.branch.provider.TableCoverage;
import dev.hindcast.branch.provider.TimeToLive;
import dev.hindcast.branch.store.StoreSummary;
import dev.hindcast.proto.branch.v1.Capabilities;
import dev.hindcast.proto.branch.v1.ForkPoint;
import dev.hindcast.proto.branch.v1.TableCoverage.Kind;

/** Stores as messages. */
final class StoreProtos {
  private StoreProtos() {}

  static dev.hindcast.proto.branch.v1.StoreSummary message(StoreSummary store) {
    return dev.hindcast.proto.branch.v1.StoreSummary.newBuilder()
        .setName("stores/" + store.store())
        .setProvider(store.provider())
        .setCapabilities(message(store.capabilities()))
        .build();
  }

  static dev.hindcast.proto.branch.v1.TableCoverage message(TableCoverage table) {
    return dev.hindcast.proto.branch.v1.TableCoverage.newBuilder()
        .setTable(table.table())
        .setKind(
            switch (table.kind()) {
              case APPEND_ONLY -> Kind.KIND_APPEND_ONLY;
              case PINNED -> Kind.KIND_PINNED;
              case NOT_PINNED -> Kind.KIND_NOT_PINNED;
            })
        .setReason(table.reason())
        .build();
  }

  static ForkPoint.Precision precision(Precision precision) {
    return switch (precision) {
      case SNAPSHOT -> ForkPoint.Precision.PRECISION_SNAPSHOT;
      case LSN -> ForkPoint.Precision.PRECISION_LSN;
      case TIME -> ForkPoint.Precision.PRECISION_TIME;
    };
  }

  private static Capabilities message(dev.hindcast.branch.provider.Capabilities can) {
    return Capabilities.newBuilder()
        .addAllCuts(can.cuts().stream().sorted().map(StoreProtos::cut).toList())
        .setPointInTime(precision(can.pointInTime()))
        .setTimeToLive(timeToLive(can.timeToLive()))
        .setReset(reset(can.reset()))
        .setOwnCompute(can.ownCompute())
        .setDdlIsolation(can.ddlIsolation())
        .setForeignKeys(can.foreignKeys())
        .setDivergenceBytes(accuracy(can.divergenceBytes()))
        .setHardDelete(can.hardDelete())
        .setCopyOnWrite(proof(can.copyOnWrite()))
        .setLive(can.live())
        .build();
  }

  private static Capabilities.Cut cut(CutKind cut) {
    return switch (cut) {
      case NOW -> Capabilities.Cut.CUT_NOW;
      case LSN -> Capabilities.Cut.CUT_LSN;
      case TIME -> Capabilities.Cut.CUT_TIME;
      case SNAPSHOT -> Capabilities.Cut.CUT_SNAPSHOT;
    };
  }

  private static Capabilities.TimeToLive timeToLive(TimeToLive timeToLive) {
    return switch (timeToLive) {
      case NATIVE -> Capabilities.TimeToLive.TIME_TO_LIVE_NATIVE;
      case LEASED -> Capabilities.TimeToLive.TIME_TO_LIVE_LEASED;
      case NONE -> Capabilities.TimeToLive.TIME_TO_LIVE_NONE;
    };
  }

  private static Capabilities.Reset reset(Reset reset) {
    return switch (reset) {
      case NATIVE -> Capabilities.Reset.RESET_NATIVE;
      case EMULATED -> Capabilities.Reset.RESET_EMULATED;
    };
  }

  private static Capabilities.Accuracy accuracy(Accuracy accuracy) {
    return switch (accuracy) {
      case EXACT -> Capabilities.Accuracy.ACCURACY_EXACT;
      case APPROXIMATE -> Capabilities.Accuracy.ACCURACY_APPROXIMATE;
      case NONE -> Capabilities.Accuracy.ACCURACY_NONE;
    };
  }

  private static Capabilities.Proof proof(Proof proof) {
    return switch (proof) {
      case PROVEN -> Capabilities.Proof.PROOF_PROVEN;
      case UNPROVEN -> Capabilities.Proof.PROOF_UNPROVEN;
    };
  }
}
