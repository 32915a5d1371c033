package dev.hindcast.cli.branch;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 1000}, {@code 500MB}, {@code 2GiB}. */
final class BytesConverter implements ITypeConverter<Long> {
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,12})\\s*(|[kmgt]i?b?|b)");

  @Override
  public Long convert(String text) {
    var matcher = BYTES.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is no size: write 1000, 500MB or 2GiB");
    }
    var unit = matcher.group(2);
    var power = unit.isEmpty() ? 0 : "bkmgt".indexOf(unit.charAt(0));
    long base = unit.contains("i") ? 1024 : 1000;
    try {
      var bytes = Long.parseLong(matcher.group(1));
      for (int i = 0; i < power; i++) {
        bytes = Math.multiplyExact(bytes, base);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw new TypeConversionException("'" + text + "' is more than any disk holds");
    }
  }
}
