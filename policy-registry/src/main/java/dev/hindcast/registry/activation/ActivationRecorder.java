package dev.hindcast.registry.activation;

import java.time.Duration;

/** Writes activations into trace stores. Thread-safe; blocking. */
public interface ActivationRecorder {

  /**
   * Tells the activation's store, which records it now or has done so by an earlier call.
   *
   * @param archive the version's tar.gz; not changed
   * @param patience how long to wait
   */
  Answer record(Activation activation, byte[] archive, Duration patience);
}
