package dev.hindcast.branch.store;

/** Where activations are appended: the trace store itself. */
public interface ActivationStore {

  /** Appends an activation; one whose move is recorded already changes nothing. */
  void append(String store, Activation activation);
}
