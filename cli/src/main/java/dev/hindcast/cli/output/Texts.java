package dev.hindcast.cli.output;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Duration;
import java.util.Locale;

/** How numbers, times and durations are written for people. */
public final class Texts {
  private Texts() {}

  /** A count with thousands separators. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A count with its noun: {@code 1 workflow}, {@code 2 workflows}. */
  public static String count(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** A share of a whole, with one decimal; 100% only if it is all. */
  public static String percent(long part, long whole) {
    if (whole == 0 || part == whole) {
      return whole == 0 ? "-" : "100%";
    }
    var share = Math.floor(1000.0 * part / whole) / 10;
    return part > 0 && share < 0.1 ? "<0.1%" : String.format(Locale.ROOT, "%.1f%%", share);
  }

  /** A duration as {@code 41 ms}, {@code 3.2 s}, {@code 5 m 10 s}, {@code 3 h}. */
  public static String duration(Duration duration) {
    if (duration.toMillis() < 1_000) {
      return Math.max(1, duration.toMillis()) + " ms";
    }
    if (duration.toSeconds() < 60) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    if (duration.toHours() < 1) {
      return duration.toMinutes() + " m " + duration.toSecondsPart() + " s";
    }
    return duration.toDays() > 0
        ? duration.toDays() + " d " + duration.toHoursPart() + " h"
        : duration.toHours() + " h " + duration.toMinutesPart() + " m";
  }

  /** A protobuf duration in the same way. */
  public static String duration(com.google.protobuf.Duration duration) {
    return duration(Duration.ofSeconds(duration.getSeconds(), duration.getNanos()));
  }

  /** A moment in UTC to the second; empty where there is none. */
  public static String time(Timestamp time) {
    if (time.getSeconds() == 0 && time.getNanos() == 0) {
      return "";
    }
    return Timestamps.toString(time.toBuilder().setNanos(0).build());
  }

  /** The name of an enum value without its prefix, in words: {@code newly denied}. */
  public static String words(Enum<?> value, String prefix) {
    return value.name().substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** At most so many characters. */
  public static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  /** The first characters of a digest: enough to tell two apart. */
  public static String digest(String digest) {
    return digest.length() <= 12 ? digest : digest.substring(0, 12);
  }
}
