package dev.hindcast.platform.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.Optional;

/**
 * Finds durations and timestamps that are none: their schema allows any number, their comments and
 * every calculation with them do not.
 */
final class TimeRanges {
  private static final long MOST_SECONDS = 315_576_000_000L;
  private static final long FIRST_SECOND = -62_135_596_800L;
  private static final long LAST_SECOND = 253_402_300_799L;
  private static final int MOST_NANOS = 999_999_999;

  private TimeRanges() {}

  /** The path of the first field that is out of range. */
  static Optional<String> outOfRange(Message message) {
    for (var field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        var values =
            field.getKey().isRepeated() ? (List<?>) field.getValue() : List.of(field.getValue());
        for (var value : values) {
          var name = field.getKey().getName();
          var inside =
              isSound((Message) value)
                  ? outOfRange((Message) value).map(path -> name + "." + path)
                  : Optional.of(name);
          if (inside.isPresent()) {
            return inside;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isSound(Message message) {
    return switch (message) {
      case Duration d ->
          d.getNanos() >= -MOST_NANOS
              && d.getNanos() <= MOST_NANOS
              && d.getSeconds() >= -MOST_SECONDS
              && d.getSeconds() <= MOST_SECONDS
              && (d.getSeconds() == 0
                  || d.getNanos() == 0
                  || (d.getSeconds() < 0) == (d.getNanos() < 0));
      case Timestamp t ->
          t.getNanos() >= 0
              && t.getNanos() <= MOST_NANOS
              && t.getSeconds() >= FIRST_SECOND
              && t.getSeconds() <= LAST_SECOND;
      default -> true;
    };
  }
}
