package dev.hindcast.registry.activation;

import java.time.Duration;

/** Writes activations into trace stores. Thread-safe; blocking. */
public interface ActivationRecorder {

  /**
   * Returns when the store has recorded the activation, now or by an earlier call.
   *
   * @param patience how long to wait
   * @throws dev.hindcast.platform.failure.FailureException if it is not known to be recorded
   */
  void record(Activation activation, Duration patience);
}
