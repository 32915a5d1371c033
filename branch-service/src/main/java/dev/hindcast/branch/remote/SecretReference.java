package dev.hindcast.branch.remote;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A secret that settings name but do not hold: read anew for every use, so that one that was
 * replaced is taken up without a restart. Never shown.
 */
public final class SecretReference {
  private final String place;
  private final boolean isFile;
  private final UnaryOperator<String> environment;

  private SecretReference(String place, boolean isFile, UnaryOperator<String> environment) {
    this.place = requireNonNull(place);
    this.isFile = isFile;
    this.environment = environment;
  }

  /**
   * The secret of the options {@code <name>-file} or {@code <name>-env}.
   *
   * @throws IllegalArgumentException unless exactly one of them is there
   */
  public static SecretReference of(EngineOptions options, String name) {
    var file = options.optional(name + "-file");
    var variable = options.optional(name + "-env");
    if (file.isPresent() == variable.isPresent()) {
      throw new IllegalArgumentException(
          options.place() + ": give either " + name + "-file or " + name + "-env");
    }
    return new SecretReference(file.or(() -> variable).get(), file.isPresent(), System::getenv);
  }

  /** The secret now. */
  public String read() {
    var secret = isFile ? ofFile() : environment.apply(place);
    if (secret == null || secret.isBlank()) {
      throw new IllegalStateException("there is no secret in " + place);
    }
    return secret.strip();
  }

  private String ofFile() {
    try {
      return Files.readString(Path.of(place));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the secret in " + place, e);
    }
  }

  @Override
  public String toString() {
    return "SecretReference[" + place + "]";
  }
}
