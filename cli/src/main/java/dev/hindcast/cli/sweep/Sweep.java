package dev.hindcast.cli.sweep;

import static java.util.Objects.requireNonNull;

import dev.hindcast.cli.output.CommandException;
import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.DerivedBundle;
import dev.hindcast.policy.bundle.ParamOverride;
import dev.hindcast.proto.replay.v1.ParamSweep;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * A param and the values to try: {@code NAME=FROM..TO/STEP}, both ends included, or {@code
 * NAME=A,B,C}.
 *
 * @param values JSON texts
 */
public record Sweep(String param, List<String> values) {
  private static final int MOST = 1000;
  private static final String NUMBER = "(-?[0-9]+(?:\\.[0-9]+)?)";
  private static final Pattern RANGE =
      Pattern.compile(NUMBER + "\\.\\." + NUMBER + "(?:/([0-9]+(?:\\.[0-9]+)?))?");
  private static final Pattern COMMA = Pattern.compile(",");

  public Sweep {
    requireNonNull(param);
    values = List.copyOf(values);
  }

  /** What the option says. */
  public static Sweep parse(String text) {
    var at = text.indexOf('=');
    if (at < 1 || at == text.length() - 1) {
      throw new CommandException("--sweep '" + text + "': write NAME=FROM..TO/STEP, or NAME=A,B,C");
    }
    var values = text.substring(at + 1);
    var range = RANGE.matcher(values);
    return new Sweep(
        text.substring(0, at),
        range.matches()
            ? range(text, range.group(1), range.group(2), range.group(3))
            : list(values));
  }

  private static List<String> range(String text, String from, String to, String by) {
    var step = new BigDecimal(by == null ? "1" : by);
    var last = new BigDecimal(to);
    var next = new BigDecimal(from);
    if (step.signum() == 0 || next.compareTo(last) > 0) {
      throw new CommandException(
          "--sweep '" + text + "' holds no value: FROM is at most TO, and STEP is more than 0");
    }
    var values = new ArrayList<String>();
    for (; next.compareTo(last) <= 0; next = next.add(step)) {
      if (values.size() == MOST) {
        throw new CommandException(
            "--sweep '" + text + "' holds more than " + MOST + " values: take a larger STEP");
      }
      values.add(next.toPlainString());
    }
    return values;
  }

  /** Words that are no JSON are text. */
  private static List<String> list(String values) {
    var all = new LinkedHashSet<String>();
    for (var value : COMMA.split(values, -1)) {
      all.add(json(value.strip()));
    }
    return List.copyOf(all);
  }

  private static String json(String value) {
    try {
      var _ = JsonValues.parse(value);
      return value;
    } catch (IllegalArgumentException notJson) {
      return CanonicalJson.write(value);
    }
  }

  /** Fails, with the place in the file, if the bundle cannot take one of the values. */
  public void requireFits(BundleSource source, String what) {
    for (var value : values) {
      if (DerivedBundle.of(source, List.of(new ParamOverride(param, value)))
          instanceof DerivedBundle.Result.Refused(var diagnostics)) {
        throw new CommandException(
            what + " cannot be tried with " + param + "=" + value,
            diagnostics.stream().map(diagnostic -> "  " + diagnostic).toList());
      }
    }
  }

  /** Every combination in the order of the API: the last param fastest. */
  public static List<SequencedMap<String, String>> combinations(List<Sweep> sweeps) {
    List<SequencedMap<String, String>> combinations = List.of(new LinkedHashMap<>());
    for (var sweep : sweeps) {
      var longer = new ArrayList<SequencedMap<String, String>>();
      for (var combination : combinations) {
        for (var value : sweep.values()) {
          var with = new LinkedHashMap<>(combination);
          with.put(sweep.param(), value);
          longer.add(with);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  /** As the API takes it. */
  public ParamSweep message() {
    return ParamSweep.newBuilder().setParam(param).addAllValuesJson(values).build();
  }
}
