package dev.hindcast.cli.test;

import com.google.protobuf.util.Timestamps;
import dev.hindcast.proto.replay.v1.Window;
import java.text.ParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code START..END} with RFC 3339 times, either of which may be left out. */
final class WindowConverter implements ITypeConverter<Window> {
  private static final String SEPARATOR = "..";

  @Override
  public Window convert(String text) {
    var at = text.indexOf(SEPARATOR);
    if (at < 0) {
      throw new TypeConversionException("'" + text + "' is no window: write START..END");
    }
    var window = Window.newBuilder();
    try {
      var start = text.substring(0, at);
      var end = text.substring(at + SEPARATOR.length());
      if (!start.isEmpty()) {
        window.setStartTime(Timestamps.parse(start));
      }
      if (!end.isEmpty()) {
        window.setEndTime(Timestamps.parse(end));
      }
    } catch (ParseException e) {
      throw new TypeConversionException(
          "'" + text + "' is no window: times are written as 2026-01-31T12:00:00Z");
    }
    if (window.hasStartTime()
        && window.hasEndTime()
        && Timestamps.compare(window.getStartTime(), window.getEndTime()) >= 0) {
      throw new TypeConversionException("'" + text + "' is no window: it ends before it begins");
    }
    return window.build();
  }
}
