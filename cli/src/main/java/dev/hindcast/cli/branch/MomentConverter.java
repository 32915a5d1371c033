package dev.hindcast.cli.branch;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.text.ParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment with its offset, {@code 2026-11-22T12:00:00Z}. */
final class MomentConverter implements ITypeConverter<Timestamp> {

  @Override
  public Timestamp convert(String text) {
    try {
      return Timestamps.parse(text);
    } catch (ParseException e) {
      throw new TypeConversionException("'" + text + "' is no moment: write 2026-11-22T12:00:00Z");
    }
  }
}
