package dev.hindcast.platform.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A request in short, for the audit log: every field that is set, files by their digests. */
final class RequestText {
  private static final int MAX_ITEMS = 20;

  private RequestText() {}

  static String of(Message message) {
    return message.getAllFields().entrySet().stream()
        .map(field -> field.getKey().getName() + "=" + value(field.getKey(), field.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String value(FieldDescriptor field, Object value) {
    if (!field.isRepeated()) {
      return single(value);
    }
    var all = (List<?>) value;
    return all.stream()
        .limit(MAX_ITEMS)
        .map(RequestText::single)
        .collect(Collectors.joining(", "))
        .transform(
            some ->
                "[" + some + (all.size() > MAX_ITEMS ? ", … " + all.size() + " in all" : "") + "]");
  }

  private static String single(Object value) {
    return switch (value) {
      case ByteString bytes -> "sha256:" + digest(bytes) + " (" + bytes.size() + " bytes)";
      case Message inner -> "{" + of(inner) + "}";
      case EnumValueDescriptor constant -> constant.getName();
      case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      default -> value.toString();
    };
  }

  private static String digest(ByteString bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      bytes.asReadOnlyByteBufferList().forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
