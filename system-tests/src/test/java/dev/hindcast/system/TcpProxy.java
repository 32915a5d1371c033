package dev.hindcast.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A stretch of network on loopback that can be cut: connections to {@link #port} go on to another
 * port. Thread-safe.
 */
final class TcpProxy implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;

  private final ServerSocket server;
  private final int upstream;
  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
  private State state = State.OPEN;

  private enum State {
    OPEN,
    REFUSING,
    STALLED
  }

  /** A connection here and the one that goes on from it; either end closes both. */
  private record Pair(Socket near, Socket far) {
    void close() {
      for (var socket : new Socket[] {near, far}) {
        try {
          socket.close();
        } catch (IOException gone) {
          // It is closed either way.
        }
      }
    }
  }

  TcpProxy(int upstream) {
    this.upstream = upstream;
    try {
      server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var _ = Thread.ofVirtual().name("proxy-" + upstream).start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Ends all connections, and every new one as soon as it is there. */
  void refuse() {
    set(State.REFUSING);
    drop();
  }

  /** Holds up everything that is on its way; nobody notices but by the silence. */
  void stall() {
    set(State.STALLED);
  }

  /** As before; what was held up goes on. */
  void open() {
    set(State.OPEN);
  }

  /** Ends all connections that there are. */
  void drop() {
    pairs.forEach(Pair::close);
  }

  /** The ports from which its living connections reach the other side. */
  Set<Integer> farPorts() {
    return pairs.stream().map(pair -> pair.far().getLocalPort()).collect(Collectors.toSet());
  }

  private synchronized void set(State next) {
    state = next;
    notifyAll();
  }

  /** Returns when what is on its way may go on; false if it must not. */
  private synchronized boolean mayPass() throws InterruptedException {
    while (state == State.STALLED) {
      wait();
    }
    return state == State.OPEN;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var near = server.accept();
        var _ = Thread.ofVirtual().start(() -> connect(near));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket near) {
    var pair = new Pair(near, new Socket());
    pairs.add(pair);
    try {
      if (!mayPass()) {
        end(pair);
        return;
      }
      pair.far()
          .connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream), CONNECT_MILLIS);
      near.setTcpNoDelay(true);
      pair.far().setTcpNoDelay(true);
      var _ = Thread.ofVirtual().start(() -> pump(pair, near, pair.far()));
      pump(pair, pair.far(), near);
    } catch (IOException | InterruptedException broken) {
      end(pair);
    }
  }

  private void pump(Pair pair, Socket from, Socket to) {
    var buffer = new byte[16_384];
    try {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      for (var read = in.read(buffer); read >= 0 && mayPass(); read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException | InterruptedException broken) {
      // The other end hears of it below.
    } finally {
      end(pair);
    }
  }

  private void end(Pair pair) {
    pair.close();
    pairs.remove(pair);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    refuse();
  }
}
