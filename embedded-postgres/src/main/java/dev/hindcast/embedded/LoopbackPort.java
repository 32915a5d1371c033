package dev.hindcast.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a port for a server that must be told one before it starts.
 *
 * <p>Ports below the ephemeral range, since one of that range may become the near end of anybody's
 * outgoing connection between the look and the start.
 */
public final class LoopbackPort {
  private static final int FIRST = 15_000;
  private static final int END = 32_000;
  private static final int TRIES = 1_000;

  private LoopbackPort() {}

  /**
   * A port of 127.0.0.1 that nobody listened on a moment ago.
   *
   * @throws IOException if none was found
   */
  public static int free() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      var port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one, then.
      }
    }
    throw new IOException("no free port from %d to %d on 127.0.0.1".formatted(FIRST, END - 1));
  }
}
