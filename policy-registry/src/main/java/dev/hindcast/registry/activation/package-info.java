/**
 * Activations: every trace store is told which version production runs, in order, until it
 * acknowledges. The intent is committed with the channel's move; delivery is repeated until it
 * succeeds and harmless to repeat.
 */
package dev.hindcast.registry.activation;
