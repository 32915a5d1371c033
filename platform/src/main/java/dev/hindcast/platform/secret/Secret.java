package dev.hindcast.platform.secret;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A password or key as a setting gives it: {@code file:/path}, {@code env:NAME}, or the secret
 * itself. One that a file holds is read anew for every use, so that a replaced one is taken up
 * without a restart. Never shown.
 *
 * <p>A setting on a command line, and one in the environment, can be read by others on the machine;
 * a file is the place for a secret. A secret that itself begins with one of the prefixes must be
 * given by file.
 */
public final class Secret {
  private static final String FILE = "file:";
  private static final String ENVIRONMENT = "env:";

  private final String reference;
  private final UnaryOperator<String> environment;

  private Secret(String reference, UnaryOperator<String> environment) {
    this.reference = requireNonNull(reference);
    this.environment = environment;
  }

  /** The secret that a setting's value stands for. */
  public static Secret of(String value) {
    return of(value, System::getenv);
  }

  static Secret of(String value, UnaryOperator<String> environment) {
    return new Secret(value, environment);
  }

  /** What a setting's value stands for now: short for settings that are read once. */
  public static String read(String value) {
    return of(value).read();
  }

  /**
   * The secret now; of a file without the line break at its end.
   *
   * @throws IllegalArgumentException if a file or a variable that is named holds nothing; the text
   *     names the place and never its content
   */
  public String read() {
    if (reference.startsWith(FILE)) {
      return present(ofFile(Path.of(reference.substring(FILE.length()))));
    }
    if (reference.startsWith(ENVIRONMENT)) {
      return present(environment.apply(reference.substring(ENVIRONMENT.length())));
    }
    return reference;
  }

  private String present(String secret) {
    if (secret == null || secret.isBlank()) {
      throw new IllegalArgumentException("there is no secret in " + reference);
    }
    return secret;
  }

  private String ofFile(Path file) {
    try {
      return Files.readString(file).replaceFirst("\\R\\z", "");
    } catch (IOException e) {
      // Not as the cause: a text that is no UTF-8 is quoted nowhere, but the path is enough.
      throw new IllegalArgumentException(
          "the secret in " + reference + " cannot be read: " + e.getClass().getSimpleName());
    }
  }

  @Override
  public String toString() {
    return reference.startsWith(FILE) || reference.startsWith(ENVIRONMENT)
        ? "Secret[" + reference + "]"
        : "Secret[…]";
  }
}
