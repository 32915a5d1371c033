package dev.hindcast.gateway.merge.postgres;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Fields in the binary format of COPY, in a buffer that grows. Not thread-safe. */
final class CopyBuffer {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  private ByteBuffer buffer;

  CopyBuffer(int capacity) {
    this.buffer = ByteBuffer.allocate(capacity);
  }

  void header() {
    room(SIGNATURE.length + 8).put(SIGNATURE).putInt(0).putInt(0);
  }

  void row(int columns) {
    room(2).putShort((short) columns);
  }

  void trailer() {
    room(2).putShort((short) -1);
  }

  void int8(long value) {
    room(12).putInt(8).putLong(value);
  }

  void int4(int value) {
    room(8).putInt(4).putInt(value);
  }

  void int2(int value) {
    room(6).putInt(2).putShort((short) value);
  }

  void bool(boolean value) {
    room(5).putInt(1).put((byte) (value ? 1 : 0));
  }

  /** PostgreSQL's text has no NUL: one becomes the replacement character. */
  void text(String value) {
    var bytes = value.replace('\0', '\ufffd').getBytes(StandardCharsets.UTF_8);
    room(4 + bytes.length).putInt(bytes.length).put(bytes);
  }

  void bytes(ByteString value) {
    value.copyTo(room(4 + value.size()).putInt(value.size()));
  }

  byte[] bytes() {
    return buffer.array();
  }

  int length() {
    return buffer.position();
  }

  private ByteBuffer room(int needed) {
    if (buffer.remaining() < needed) {
      var larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + needed));
      buffer = larger.put(buffer.flip());
    }
    return buffer;
  }
}
