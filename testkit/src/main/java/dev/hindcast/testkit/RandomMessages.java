package dev.hindcast.testkit;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Random;

/**
 * Messages of a type with anything in their fields, a good part of it nearly right, so that it
 * comes past the first check. The same random source gives the same messages.
 */
public final class RandomMessages {
  private static final int DEPTH = 3;

  private static final List<String> TEXTS =
      List.of(
          "",
          "-",
          "*",
          "stores/default",
          "stores/-",
          "stores/other",
          "stores/default/branches/none",
          "replays/none",
          "replays/-",
          "replays/none/promotions/1",
          "replays/none/changes/1",
          "replays/none/changes/9223372036854775807",
          "replays/none/changes/9999999999999999999",
          "bundles/none",
          "bundles/-",
          "bundles/none/versions/1",
          "bundles/none/versions/latest",
          "bundles/none/versions/999999999999999999",
          "bundles/none/channels/production",
          "00000000-0000-0000-0000-000000000001",
          "0/16B3748",
          "FFFFFFFF/FFFFFFFF",
          "production",
          "diff.changed == 0",
          "diff.(",
          "size(diff.x) > 1",
          "\u0000",
          "a\u0000b",
          "' OR 1=1 --",
          "../../etc/passwd",
          "%s%n",
          "😀",
          "\u202E",
          "e\u0301",
          "AAAA",
          "MDo1",
          "=",
          "zzzz",
          "1",
          "null",
          "{\"a\":1}",
          "[".repeat(300),
          "x".repeat(5000));

  private RandomMessages() {}

  /** Fills a message; the prototype gives the type. */
  public static Message of(Message prototype, Random random) {
    return of(prototype.newBuilderForType(), random, DEPTH);
  }

  private static Message of(Message.Builder message, Random random, int depth) {
    for (var field : message.getDescriptorForType().getFields()) {
      if (random.nextInt(3) == 0 || isTooDeep(field, depth)) {
        continue;
      }
      if (field.isMapField()) {
        continue;
      }
      if (field.isRepeated()) {
        for (var count = random.nextInt(4); count > 0; count--) {
          message.addRepeatedField(field, value(message, field, random, depth));
        }
      } else {
        message.setField(field, value(message, field, random, depth));
      }
    }
    return message.build();
  }

  private static boolean isTooDeep(FieldDescriptor field, int depth) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == 0;
  }

  private static Object value(
      Message.Builder parent, FieldDescriptor field, Random random, int depth) {
    return switch (field.getJavaType()) {
      case INT -> pick(random, 0, 1, -1, 50, 1000, 1001, Integer.MAX_VALUE, Integer.MIN_VALUE);
      case LONG -> pick(random, 0L, 1L, -1L, 100L, 315_576_000L, Long.MAX_VALUE, Long.MIN_VALUE);
      case FLOAT -> pick(random, 0f, 1f, -1f, Float.NaN, Float.MAX_VALUE);
      case DOUBLE -> pick(random, 0d, 1d, -1d, Double.NaN, Double.POSITIVE_INFINITY);
      case BOOLEAN -> random.nextBoolean();
      case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      case BYTE_STRING -> bytes(random);
      case ENUM -> {
        var values = field.getEnumType().getValues();
        yield values.get(random.nextInt(values.size()));
      }
      case MESSAGE -> of(parent.newBuilderForField(field), random, depth - 1);
    };
  }

  @SafeVarargs
  private static <T> T pick(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }

  private static ByteString bytes(Random random) {
    var bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  /** Bytes that are nearly a message of a type: one of them, changed in a few places. */
  public static byte[] bytesNear(Message prototype, Random random) {
    var bytes = of(prototype, random).toByteArray();
    for (var steps = random.nextInt(6); steps > 0 && bytes.length > 0; steps--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
