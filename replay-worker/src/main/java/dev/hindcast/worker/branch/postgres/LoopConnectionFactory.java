package dev.hindcast.worker.branch.postgres;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.util.Map;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Makes connections, each on the next {@link Loop}. Thread-safe. */
final class LoopConnectionFactory implements ConnectionFactory {
  private final Map<Loop, ConnectionFactory> factories;

  /**
   * @param factory makes the driver's factory for a loop
   */
  LoopConnectionFactory(Function<Loop, ConnectionFactory> factory) {
    factories = Loop.all().stream().collect(toUnmodifiableMap(loop -> loop, factory));
  }

  @Override
  public Publisher<? extends Connection> create() {
    return Mono.defer(
        () -> {
          var loop = Loop.next();
          return loop.onOne(factories.get(loop).create())
              .map(connection -> new LoopConnection(connection, loop));
        });
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return factories.values().iterator().next().getMetadata();
  }
}
