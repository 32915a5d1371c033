package dev.hindcast.branch.remote.fake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The vendors' own API documents. None is part of this project: a file that the environment names,
 * or what the npm registry has.
 */
public final class VendorDocument {
  private static final String NEON = "@neondatabase/api-client@2.7.3";

  private VendorDocument() {}

  /** A document that an environment variable names. */
  public static Optional<OpenApiContract> named(String variable) {
    return Optional.ofNullable(System.getenv(variable))
        .filter(name -> !name.isBlank())
        .map(name -> OpenApiContract.read(Path.of(name)));
  }

  /** Neon's, out of its npm package; empty, with a word, where there is no npm or no registry. */
  public static Optional<OpenApiContract> neon() {
    return Neon.CONTRACT;
  }

  private static final class Neon {
    private static final Optional<OpenApiContract> CONTRACT =
        named("HINDCAST_NEON_OPENAPI").or(Neon::fromRegistry);

    private static Optional<OpenApiContract> fromRegistry() {
      var folder = Path.of("target", "vendor", "neon");
      var document = folder.resolve("package/public-v2-for-users.gen.yaml");
      try {
        if (!Files.exists(document)) {
          Files.createDirectories(folder);
          var process =
              new ProcessBuilder(
                      "sh", "-ec", "npm pack --silent " + NEON + " >/dev/null && tar xzf *.tgz")
                  .directory(folder.toFile())
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start();
          if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
          }
        }
        if (Files.exists(document)) {
          return Optional.of(OpenApiContract.read(document));
        }
      } catch (IOException e) {
        // no shell or no npm: said below
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      System.out.println(
          "Neon's API document is not to be had (npm pack "
              + NEON
              + "): requests are not checked against it");
      return Optional.empty();
    }
  }
}
