package dev.hindcast.branch.reflink.server;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.ForkPoint;
import dev.hindcast.branch.provider.Precision;
import java.time.Instant;
import java.util.Properties;

/**
 * A fork that is finished: written last. Without it, a folder is the remains of an attempt.
 *
 * @param point where it was cut
 * @param horizon of the store when it was cut, from which arrivals are counted
 * @param host its server's address
 * @param port its server's port
 * @param boot of the machine it was made in: a fork is not synced to disk
 * @param exclusiveBytes that it held on disk when it was finished
 */
public record ForkRecord(
    ForkPoint point, String horizon, String host, int port, String boot, long exclusiveBytes) {
  public ForkRecord {
    requireNonNull(point);
    requireNonNull(horizon);
    requireNonNull(host);
    requireNonNull(boot);
  }

  ForkRecord at(int otherPort) {
    return new ForkRecord(point, horizon, host, otherPort, boot, exclusiveBytes);
  }

  Properties properties() {
    var properties = new Properties();
    properties.setProperty("lsn", point.lsn());
    properties.setProperty("time", point.time().toString());
    properties.setProperty("system", point.systemIdentifier());
    properties.setProperty("horizon", horizon);
    properties.setProperty("host", host);
    properties.setProperty("port", Integer.toString(port));
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
        properties.getProperty("boot"),
        Long.parseLong(properties.getProperty("exclusive-bytes")));
  }
}
