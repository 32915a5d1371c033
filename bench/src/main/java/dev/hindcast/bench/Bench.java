package dev.hindcast.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks, one command each. Every figure stands beside a yardstick of the same run. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    description = "Benchmarks of Hindcast on this machine.",
    subcommands = {
      ReplayBench.class,
      SweepBench.class,
      BranchBench.class,
      ScaleBench.class,
      CoordinatorBench.class,
      IngestBench.class,
      TelemetryBench.class,
      TracePicture.class,
      FlameGraph.class
    })
public final class Bench {
  private Bench() {}

  /** Runs one benchmark. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }
}
