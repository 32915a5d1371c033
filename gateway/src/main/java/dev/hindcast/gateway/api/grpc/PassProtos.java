package dev.hindcast.gateway.api.grpc;

import dev.hindcast.gateway.pass.ParamSweep;
import dev.hindcast.gateway.pass.PassRequest;
import dev.hindcast.proto.replay.v1.StartReplayRequest;

/** Requests to start a pass. */
final class PassProtos {
  private PassProtos() {}

  static boolean isPass(StartReplayRequest request) {
    return request.getCandidatesCount() > 0 || request.getSweepCount() > 0;
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
