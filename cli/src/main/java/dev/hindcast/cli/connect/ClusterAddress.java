package dev.hindcast.cli.connect;

import static java.util.Objects.requireNonNull;

import dev.hindcast.cli.local.ClusterFile;
import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.cli.output.CommandException;

/**
 * Where the services of a cluster answer, each as {@code host:port}.
 *
 * @param gateway the replay API
 * @param registry the policy registry
 * @param branches the branch service
 */
public record ClusterAddress(String gateway, String registry, String branches) {
  public ClusterAddress {
    requireNonNull(gateway);
    requireNonNull(registry);
    requireNonNull(branches);
  }

  static ClusterAddress standard() {
    return behindGateway("127.0.0.1:" + LocalOptions.Ports.DEFAULT.gateway());
  }

  /** The gateway alone, which passes on what is meant for the others. */
  static ClusterAddress behindGateway(String gateway) {
    var colon = gateway.lastIndexOf(':');
    try {
      var host = gateway.substring(0, Math.max(0, colon));
      var port = Integer.parseInt(gateway.substring(colon + 1));
      if (host.isEmpty() || port < 1 || port > 65_535) {
        throw new CommandException("--server must be HOST:PORT, not " + gateway);
      }
      return new ClusterAddress(gateway, gateway, gateway);
    } catch (NumberFormatException e) {
      throw new CommandException("--server must be HOST:PORT, not " + gateway);
    }
  }

  /** The services of a cluster that this process started. */
  public static ClusterAddress of(LocalCluster cluster) {
    return new ClusterAddress(cluster.gateway(), cluster.registry(), cluster.branches());
  }

  static ClusterAddress of(ClusterFile file) {
    return new ClusterAddress(file.gateway(), file.registry(), file.branches());
  }
}
