package dev.hindcast.cli.local;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What to start on this machine.
 *
 * @param data folder for everything that is kept
 * @param temporary whether the folder goes when the cluster is closed; then durability is switched
 *     off too
 * @param ports loopback ports
 * @param workerProcesses workers as processes of their own; 0: one worker in this process
 * @param slots shards a worker judges at once, at least 1
 * @param branching who forks the trace store
 */
public record LocalOptions(
    Path data,
    boolean temporary,
    Ports ports,
    int workerProcesses,
    int slots,
    Branching branching) {
  public LocalOptions {
    data = data.toAbsolutePath().normalize();
    requireNonNull(ports);
    requireNonNull(branching);
    if (workerProcesses < 0 || slots < 1) {
      throw new IllegalArgumentException("workers must be at least 0 and slots at least 1");
    }
  }

  /** A kept cluster forks as its folder allows; one for a single run makes no servers. */
  public LocalOptions(Path data, boolean temporary, Ports ports, int workerProcesses, int slots) {
    this(
        data,
        temporary,
        ports,
        workerProcesses,
        slots,
        temporary ? Branching.OVERLAY : Branching.AUTO);
  }

  /** Who forks the trace store. */
  public enum Branching {
    /** {@link #REFLINK} in a folder where blocks are seen to be shared, else {@link #OVERLAY}. */
    AUTO,
    /** Views and tables in the store's own database. */
    OVERLAY,
    /** Whole servers that share the store's blocks. */
    REFLINK
  }

  /**
   * Loopback ports; 0 means any free one.
   *
   * @param gateway gRPC port of the gateway
   * @param registry gRPC port of the policy registry
   * @param branches gRPC port of the branch service
   * @param postgres port of the embedded PostgreSQL
   */
  public record Ports(int gateway, int registry, int branches, int postgres) {
    /** Any free ports. */
    public static final Ports FREE = new Ports(0, 0, 0, 0);

    /** The documented ports. */
    public static final Ports DEFAULT = new Ports(7400, 7401, 7402, 7432);
  }

  /**
   * A cluster for one run: free ports, a folder that goes with it, one worker with a slot a core.
   */
  public static LocalOptions throwAway() {
    try {
      return new LocalOptions(
          Files.createTempDirectory("hindcast-"),
          true,
          Ports.FREE,
          0,
          Runtime.getRuntime().availableProcessors());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
