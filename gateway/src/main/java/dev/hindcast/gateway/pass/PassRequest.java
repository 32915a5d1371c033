package dev.hindcast.gateway.pass;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.plan.StartReplay;
import java.util.List;

/**
 * What a caller asks for.
 *
 * @param replay the rest of the request
 * @param candidates versions or digests; empty: the one candidate of the rest
 * @param sweeps params in order; empty: the candidates as they are
 */
public record PassRequest(StartReplay replay, List<String> candidates, List<ParamSweep> sweeps) {
  public PassRequest {
    requireNonNull(replay);
    candidates = List.copyOf(candidates);
    sweeps = List.copyOf(sweeps);
  }
}
