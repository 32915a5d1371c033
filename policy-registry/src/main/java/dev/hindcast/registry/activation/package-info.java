/**
 * Activations: every trace store is told which version production runs, in order, until it
 * acknowledges, or refuses and a later move overtakes the refused one. The intent is committed with
 * the channel's move; delivery is claimed under a lease, repeated until it succeeds and harmless to
 * repeat.
 */
package dev.hindcast.registry.activation;
