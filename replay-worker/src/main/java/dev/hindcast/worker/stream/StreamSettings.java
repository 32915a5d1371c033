package dev.hindcast.worker.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * How a worker keeps its stream.
 *
 * @param gateways {@code host:port} each; any will do
 * @param workerId stable over reconnections
 * @param slots shards at once
 * @param heartbeat between two heartbeats; oftener if the gateway's leases are shorter than three
 * @param firstDelay before the first reconnection
 * @param longestDelay between reconnections
 * @param drain how long shards in work may go on when the worker is told to stop
 */
public record StreamSettings(
    List<String> gateways,
    String workerId,
    int slots,
    Duration heartbeat,
    Duration firstDelay,
    Duration longestDelay,
    Duration drain) {
  public StreamSettings {
    gateways = List.copyOf(gateways);
    requireNonNull(workerId, "workerId");
    requireNonNull(heartbeat, "heartbeat");
    requireNonNull(firstDelay, "firstDelay");
    requireNonNull(longestDelay, "longestDelay");
    requireNonNull(drain, "drain");
    if (gateways.isEmpty()) {
      throw new IllegalArgumentException("at least one gateway is needed");
    }
    if (slots < 1) {
      throw new IllegalArgumentException("slots must be at least 1");
    }
  }
}
