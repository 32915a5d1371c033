package dev.hindcast.cli.test;

import dev.hindcast.proto.replay.v1.Mode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The modes of a replay by their words. */
final class ModeConverter implements ITypeConverter<Mode> {
  @Override
  public Mode convert(String text) {
    return switch (text) {
      case "auto" -> Mode.MODE_UNSPECIFIED;
      case "full" -> Mode.MODE_FULL;
      case "delta" -> Mode.MODE_DELTA;
      default ->
          throw new TypeConversionException("'" + text + "' is none of auto, full and delta");
    };
  }
}
