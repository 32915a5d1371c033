package dev.hindcast.branch.reflink.server;

import dev.hindcast.branch.reflink.ReflinkOptions;
import dev.hindcast.branch.reflink.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;

/** Ports that nothing listens on. Two callers may get the same one: who cannot bind asks again. */
public final class Ports {
  private Ports() {}

  /**
   * A free port of the range that no finished fork has.
   *
   * @param preferred where to look first, any number
   */
  public static int free(ReflinkOptions options, ForkCatalog catalog, int preferred)
      throws IOException {
    var taken = catalog.ports();
    var size = options.lastPort() - options.firstPort() + 1;
    for (int i = 0; i < size; i++) {
      var port = options.firstPort() + Math.floorMod(preferred + i, size);
      if (isFree(options.address(), port, taken)) {
        return port;
      }
    }
    throw new RefusedException(
        "no port from %d to %d is free for another fork: delete forks or widen the option ports"
            .formatted(options.firstPort(), options.lastPort()));
  }

  private static boolean isFree(String address, int port, Set<Integer> taken) {
    if (taken.contains(port)) {
      return false;
    }
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
