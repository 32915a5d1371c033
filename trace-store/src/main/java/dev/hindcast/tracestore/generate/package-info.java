/**
 * A synthetic fleet of agents, seeded: for machines without recorded runs, for the demo and for
 * benchmarks. The same fleet gives the same rows on any machine, with any number of threads.
 */
package dev.hindcast.tracestore.generate;
