package dev.hindcast.platform.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.PreconditionFailure.Violation;
import com.google.rpc.Status;
import java.util.List;
import java.util.function.Function;

/**
 * Keeps a status small enough to be delivered. It travels in the trailers of the call: the text
 * percent-encoded, and all of it again in base64. A client refuses trailers over 8 KiB unless it
 * was told otherwise, and then sees no finding at all.
 */
final class StatusBudget {
  /** Bytes in the trailers; the rest of the 8 KiB is for other headers and proxies. */
  static final int MAX_BYTES = 7 * 1024;

  /** Each in bytes of UTF-8. */
  private static final int MAX_MESSAGE = 512;

  private static final int MAX_VALUE = 1_024;
  private static final int MAX_SUBJECT = 200;
  private static final int MAX_DESCRIPTION = 600;

  private static final String MORE = " more left out; mend these first";

  private StatusBudget() {}

  /** The status with this detail, or with as much of its list as can be delivered. */
  static Status fit(Status.Builder status, ErrorInfo info, Message... details) {
    status.setMessage(cut(status.getMessage(), MAX_MESSAGE)).addDetails(Any.pack(cut(info)));
    for (var detail : details) {
      status.addDetails(
          Any.pack(
              switch (detail) {
                case BadRequest bad -> fit(status.build(), bad);
                case PreconditionFailure failed -> fit(status.build(), failed);
                default -> detail;
              }));
    }
    return status.build();
  }

  /** What a status takes in the trailers. */
  static int size(Status status) {
    return percentEncoded(status.getMessage()) + (status.getSerializedSize() + 2) / 3 * 4;
  }

  private static ErrorInfo cut(ErrorInfo info) {
    var cut = info.toBuilder();
    info.getMetadataMap().forEach((key, value) -> cut.putMetadata(key, cut(value, MAX_VALUE)));
    return cut.build();
  }

  private static BadRequest fit(Status before, BadRequest bad) {
    var all =
        bad.getFieldViolationsList().stream()
            .map(
                violation ->
                    FieldViolation.newBuilder()
                        .setField(cut(violation.getField(), MAX_SUBJECT))
                        .setDescription(cut(violation.getDescription(), MAX_DESCRIPTION))
                        .build())
            .toList();
    return longest(
        before,
        all,
        kept -> {
          var fitting = BadRequest.newBuilder().addAllFieldViolations(kept);
          if (kept.size() < all.size()) {
            fitting.addFieldViolations(
                FieldViolation.newBuilder().setDescription(all.size() - kept.size() + MORE));
          }
          return fitting.build();
        });
  }

  private static PreconditionFailure fit(Status before, PreconditionFailure failed) {
    var all =
        failed.getViolationsList().stream()
            .map(
                violation ->
                    Violation.newBuilder()
                        .setType(cut(violation.getType(), MAX_SUBJECT))
                        .setSubject(cut(violation.getSubject(), MAX_SUBJECT))
                        .setDescription(cut(violation.getDescription(), MAX_DESCRIPTION))
                        .build())
            .toList();
    return longest(
        before,
        all,
        kept -> {
          var fitting = PreconditionFailure.newBuilder().addAllViolations(kept);
          if (kept.size() < all.size()) {
            fitting.addViolations(
                Violation.newBuilder()
                    .setType("OMITTED")
                    .setDescription(all.size() - kept.size() + MORE));
          }
          return fitting.build();
        });
  }

  /** The longest beginning of a list with which the whole status fits. */
  private static <V, M extends Message> M longest(
      Status before, List<V> all, Function<List<V>, M> detail) {
    var fits = 0;
    var tooMany = all.size() + 1;
    while (tooMany - fits > 1) {
      var middle = (fits + tooMany) >>> 1;
      var with = before.toBuilder().addDetails(Any.pack(detail.apply(all.subList(0, middle))));
      if (size(with.build()) <= MAX_BYTES) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return detail.apply(all.subList(0, fits));
  }

  /** As gRPC writes {@code grpc-message}: three bytes for each that is no plain ASCII. */
  private static int percentEncoded(String text) {
    var length = 0;
    for (var b : text.getBytes(UTF_8)) {
      length += b < ' ' || b > '~' || b == '%' ? 3 : 1;
    }
    return length;
  }

  /** At most this many bytes of UTF-8, and never half a character. */
  private static String cut(String text, int max) {
    if (text.length() <= max && text.getBytes(UTF_8).length <= max) {
      return text;
    }
    var room = max - "…".getBytes(UTF_8).length;
    var end = 0;
    while (end < text.length()) {
      var character = text.codePointAt(end);
      room -= character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
      if (room < 0) {
        break;
      }
      end += Character.charCount(character);
    }
    return text.substring(0, end) + "…";
  }
}
