package dev.hindcast.platform.grpc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Tells what never leaves the machine. */
final class Loopback {
  /** Optional scheme and authority of the resolver, host, port. */
  private static final Pattern TARGET =
      Pattern.compile("(?:dns:(?:///)?)?(\\[[0-9a-fA-F:]+]|[^:/\\[\\]]+):\\d+");

  private static final Pattern HOST =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?|\\[?0:0:0:0:0:0:0:1]?");

  private Loopback() {}

  /** Whether a gRPC target is on this machine for certain: no name is resolved. */
  static boolean isTarget(String target) {
    var matcher = TARGET.matcher(target);
    return matcher.matches() && HOST.matcher(matcher.group(1)).matches();
  }

  /** Whether a server that listens there is reached from this machine only. */
  static boolean isListening(String host) {
    try {
      return !host.isBlank() && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
