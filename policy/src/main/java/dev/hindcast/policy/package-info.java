/**
 * Policies for agents' actions: what they say, and how two of them differ. Pure: no I/O, no clock,
 * no randomness, no database, no logging. The same inputs give the same bytes on every machine, so
 * this library can be embedded wherever actions are: a replay worker, a service, a batch job over
 * an archive.
 *
 * <p>The way of an action through it:
 *
 * <pre>{@code
 * BundleSource        files by path, named by their digest           (bundle)
 *   -> Bundle         rules, params, tests; or diagnostics           (bundle)
 *   -> CompiledBundle one program a rule, indexed by tool            (engine, cel)
 *        reads()      columns, keys and history that must be fetched (reads)
 *        decide()     Action + history -> Decision                   (action, decision)
 *   -> Judge          baseline and candidate -> Verdict              (judge)
 *   -> ShardSummary   verdicts added up, merged in any order         (diff)
 *   -> DiffDigest     the fingerprint of the whole diff              (diff)
 *   -> Gates          conditions a promotion must satisfy            (gate)
 * }</pre>
 *
 * <pre>{@code
 * var engines = Engines.standard();
 * switch (engines.compile(BundleSource.ofManifest(yaml))) {
 *   case Compilation.Rejected rejected -> show(rejected.diagnostics());
 *   case Compilation.Compiled candidate -> {
 *     var judge = new Judge(baseline, candidate.bundle());
 *     var summary = new ShardAccumulator();
 *     for (EvaluationInput input : inputs) {
 *       summary.add(input.action(), judge.judge(input, summary));
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Compiled artefacts are immutable and thread-safe; accumulators and evaluations belong to one
 * thread. An engine says whether one rule matches; everything else is shared, so a further policy
 * language is one more {@code PolicyEngine}.
 */
package dev.hindcast.policy;
