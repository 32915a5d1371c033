package dev.hindcast.branch.reflink.server;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.ForkPoint;
import dev.hindcast.branch.provider.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Properties;

/**
 * A fork that is finished: written last. Without it, a folder is the remains of an attempt.
 *
 * @param point where it was cut
 * @param horizon of the store when it was cut, from which arrivals are counted
 * @param host its server's address
 * @param port its server's port
 * @param binaries folder of its server's programs
 * @param boot of the machine it was made in: a fork is not synced to disk
 * @param exclusiveBytes that it held on disk when it was finished
 */
public record ForkRecord(
    ForkPoint point,
    String horizon,
    String host,
    int port,
    Path binaries,
    String boot,
    long exclusiveBytes) {
  public ForkRecord {
    requireNonNull(point);
    requireNonNull(horizon);
    requireNonNull(host);
    requireNonNull(binaries);
    requireNonNull(boot);
  }

  /** With another port. */
  public ForkRecord at(int otherPort) {
    return new ForkRecord(point, horizon, host, otherPort, binaries, boot, exclusiveBytes);
  }

  /** As it is measured now. */
  public ForkRecord holding(long bytes) {
    return new ForkRecord(point, horizon, host, port, binaries, boot, bytes);
  }

  /** The boot of this machine. */
  public static String currentBoot() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
  }

  Properties properties() {
    var properties = new Properties();
    properties.setProperty("lsn", point.lsn());
    properties.setProperty("time", point.time().toString());
    properties.setProperty("system", point.systemIdentifier());
    properties.setProperty("horizon", horizon);
    properties.setProperty("host", host);
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("binaries", binaries.toString());
    properties.setProperty("boot", boot);
    properties.setProperty("exclusive-bytes", Long.toString(exclusiveBytes));
    return properties;
  }

  static ForkRecord of(Properties properties) {
    return new ForkRecord(
        new ForkPoint(
            properties.getProperty("lsn"),
            "",
            Instant.parse(properties.getProperty("time")),
            properties.getProperty("system"),
            Precision.LSN),
        properties.getProperty("horizon"),
        properties.getProperty("host"),
        Integer.parseInt(properties.getProperty("port")),
        Path.of(properties.getProperty("binaries")),
        properties.getProperty("boot"),
        Long.parseLong(properties.getProperty("exclusive-bytes")));
  }
}
