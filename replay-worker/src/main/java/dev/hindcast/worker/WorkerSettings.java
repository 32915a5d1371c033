package dev.hindcast.worker;

import dev.hindcast.worker.stream.StreamSettings;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Settings of a worker, below {@code hindcast.worker}.
 *
 * @param gateways {@code host:port} of each gateway; required
 * @param slots shards at once
 * @param id of the worker; made up if it is not given
 * @param heartbeat between two heartbeats; oftener if the gateway's leases are shorter than three
 * @param reconnectMin first delay before a reconnection
 * @param reconnectMax longest delay
 * @param drain how long shards in work may go on when the worker is told to stop
 * @param keepBranch how long a branch without shards in work stays open
 * @param stall how long a branch may be silent while rows are waited for before the shard is given
 *     back; a scan for a delta replay so long for each million of action ids
 * @param unackedBatches batches of a shard on their way at most
 */
@ConfigurationProperties("hindcast.worker")
record WorkerSettings(
    List<String> gateways,
    @Bindable(defaultValue = "2") int slots,
    Optional<String> id,
    @Bindable(defaultValue = "3s") Duration heartbeat,
    @Bindable(defaultValue = "200ms") Duration reconnectMin,
    @Bindable(defaultValue = "10s") Duration reconnectMax,
    @Bindable(defaultValue = "5s") Duration drain,
    @Bindable(defaultValue = "10s") Duration keepBranch,
    @Bindable(defaultValue = "60s") Duration stall,
    @Bindable(defaultValue = "4") int unackedBatches) {

  WorkerSettings {
    if (stall.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException("hindcast.worker.stall is at least 100ms");
    }
  }

  StreamSettings stream() {
    return new StreamSettings(
        gateways,
        id.orElseGet(() -> "worker-" + UUID.randomUUID()),
        slots,
        heartbeat,
        reconnectMin,
        reconnectMax,
        drain);
  }
}
