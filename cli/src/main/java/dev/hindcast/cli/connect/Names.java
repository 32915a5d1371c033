package dev.hindcast.cli.connect;

import dev.hindcast.cli.output.CommandException;
import java.util.regex.Pattern;

/** Resource names, also from the short forms that people type. */
public final class Names {
  /** The store of a cluster that {@code hindcast up} started. */
  public static final String DEFAULT_STORE = "stores/default";

  private static final Pattern VERSION =
      Pattern.compile(
          "(?:bundles/)?([a-z][a-z0-9-]{0,62})/(?:versions/)?([1-9][0-9]{0,17}|latest)");
  private static final Pattern BUNDLE = Pattern.compile("(?:bundles/)?([a-z][a-z0-9-]{0,62})");

  private Names() {}

  /** {@code NAME/VERSION}, {@code NAME} (its latest) or the resource name of a version. */
  public static String version(String text) {
    var version = VERSION.matcher(text);
    if (version.matches()) {
      return "bundles/" + version.group(1) + "/versions/" + version.group(2);
    }
    var bundle = BUNDLE.matcher(text);
    if (bundle.matches()) {
      return "bundles/" + bundle.group(1) + "/versions/latest";
    }
    throw new CommandException("'" + text + "' is no version: write NAME/VERSION, or NAME");
  }

  /** Whether the text names a version with its number or {@code latest}. */
  public static boolean isVersion(String text) {
    return VERSION.matcher(text).matches();
  }

  /** {@code ID} of the default store, or a resource name. */
  public static String branch(String text) {
    return text.startsWith("stores/") ? text : DEFAULT_STORE + "/branches/" + text;
  }

  /** {@code ID} or a resource name. */
  public static String store(String text) {
    return text.startsWith("stores/") ? text : "stores/" + text;
  }

  /** {@code ID} or a resource name. */
  public static String replay(String text) {
    return text.startsWith("replays/") ? text : "replays/" + text;
  }

  /** Without the parts that every name has: {@code bundles/guard/versions/3} is {@code guard/3}. */
  public static String shortVersion(String name) {
    var version = VERSION.matcher(name);
    return version.matches() ? version.group(1) + "/" + version.group(2) : name;
  }
}
