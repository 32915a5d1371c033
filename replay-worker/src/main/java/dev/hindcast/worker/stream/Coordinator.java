package dev.hindcast.worker.stream;

/** Where gateways are reached. */
public interface Coordinator {

  /**
   * A session with a gateway, not yet started.
   *
   * @param gateway {@code host:port}
   */
  CoordinatorSession session(String gateway);
}
