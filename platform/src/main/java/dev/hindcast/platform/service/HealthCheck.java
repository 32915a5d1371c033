package dev.hindcast.platform.service;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/**
 * Asks the health port of a service in this container whether it is up, for an engine that can only
 * run a command: {@code java dev.hindcast.platform.service.HealthCheck [PORT]}. Ends with 0 if it
 * serves, with 1 if not. Without an argument it asks the port that the service itself was given,
 * {@code HINDCAST_HEALTH_PORT}.
 *
 * <p>It says its one question in HTTP/2 itself: every container asks every few seconds, and the
 * libraries that would say it better take several times as much of the processor to start.
 */
public final class HealthCheck {
  private static final int MILLIS = 3_000;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int ACKNOWLEDGED = 1;
  private static final int END_HEADERS = 4;

  // A length-prefixed HealthCheckResponse { status: SERVING }.
  private static final byte[] SERVING = {0, 0, 0, 0, 2, 8, 1};

  private HealthCheck() {}

  public static void main(String[] args) {
    var port = args.length > 0 ? args[0] : System.getenv("HINDCAST_HEALTH_PORT");
    if (port == null || !port.matches("\\d{1,5}")) {
      System.err.println("which port? give it as an argument or in HINDCAST_HEALTH_PORT");
      System.exit(2);
    }
    var serving = isServing(Integer.parseInt(port));
    System.out.println(serving ? "SERVING" : "not serving");
    System.exit(serving ? 0 : 1);
  }

  /** Whether what answers on a port of this machine says that it serves, within three seconds. */
  static boolean isServing(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(MILLIS);
      var out = new DataOutputStream(socket.getOutputStream());
      out.write(question());
      var in = new DataInputStream(socket.getInputStream());
      while (true) {
        var length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        var type = in.readUnsignedByte();
        var flags = in.readUnsignedByte();
        var stream = in.readInt();
        var content = in.readNBytes(length);
        if (type == SETTINGS && flags != ACKNOWLEDGED) {
          out.write(frame(SETTINGS, ACKNOWLEDGED, 0, new byte[0]));
        } else if (stream == 1 && type == DATA && length > 0) {
          return Arrays.equals(content, SERVING);
        } else if (stream == 1 && (flags & END_STREAM) != 0) {
          return false; // a status without an answer
        }
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** The connection's preface and {@code grpc.health.v1.Health/Check} with an empty request. */
  private static byte[] question() throws IOException {
    var headers = new ByteArrayOutputStream();
    headers.write(0x83); // :method: POST, from HPACK's table
    headers.write(0x86); // :scheme: http
    headers.write(0x04); // :path, as a literal
    text(headers, "/grpc.health.v1.Health/Check");
    headers.write(0x01); // :authority
    text(headers, "localhost");
    headers.write(new byte[] {0x0f, 0x10}); // content-type
    text(headers, "application/grpc");
    headers.write(0x00); // a name that is not in the table
    text(headers, "te");
    text(headers, "trailers");
    var all = new ByteArrayOutputStream();
    all.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    all.write(frame(SETTINGS, 0, 0, new byte[0]));
    all.write(frame(HEADERS, END_HEADERS, 1, headers.toByteArray()));
    all.write(frame(DATA, END_STREAM, 1, new byte[5]));
    return all.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) throws IOException {
    out.write(text.length());
    out.write(text.getBytes(US_ASCII));
  }

  private static byte[] frame(int type, int flags, int stream, byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeByte(content.length >> 16);
    out.writeShort(content.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(content);
    return bytes.toByteArray();
  }
}
