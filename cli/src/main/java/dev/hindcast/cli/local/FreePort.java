package dev.hindcast.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Loopback ports. */
final class FreePort {
  private FreePort() {}

  /** The port itself if it is free, any free one for 0. */
  static int orElse(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    } catch (java.net.BindException e) {
      throw new LocalClusterException(
          "port " + port + " is taken: choose another one, or 0 for any free one", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
