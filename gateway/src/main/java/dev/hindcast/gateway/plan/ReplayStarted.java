package dev.hindcast.gateway.plan;

/** Is told that there is work. Must return at once. */
@FunctionalInterface
public interface ReplayStarted {
  void replayStarted();
}
