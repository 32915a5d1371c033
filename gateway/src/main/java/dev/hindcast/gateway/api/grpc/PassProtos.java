package dev.hindcast.gateway.api.grpc;

import dev.hindcast.gateway.pass.ParamSweep;
import dev.hindcast.gateway.pass.PassRequest;
import dev.hindcast.gateway.plan.StartReplay;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.proto.replay.v1.StartReplayRequest;

/** Requests to start a pass. */
final class PassProtos {
  private PassProtos() {}

  static boolean isPass(StartReplayRequest request) {
    return request.getCandidatesCount() > 0 || request.getSweepCount() > 0;
  }

  /** A request of one candidate. */
  static StartReplay requireOne(StartReplayRequest request) {
    if (isPass(request)) {
      throw new FailureException(
          new Failure.InvalidRequest(
              request.getSweepCount() > 0 ? "start.sweep" : "start.candidates",
              "makes a pass, which judges every action: explain one candidate of it by itself"));
    }
    return StartProtos.request(request);
  }

  static PassRequest request(StartReplayRequest request) {
    return new PassRequest(
        StartProtos.request(request),
        request.getCandidatesList(),
        request.getSweepList().stream()
            .map(sweep -> new ParamSweep(sweep.getParam(), sweep.getValuesJsonList()))
            .toList());
  }
}
