package dev.hindcast.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * The secrets of a local cluster: made once for its data folder, kept in a file that only its owner
 * reads.
 *
 * @param superuser password of PostgreSQL's superuser
 * @param store password of the trace store's owner
 * @param control password of the control database's owner
 * @param credentialKey key from which the passwords of branches are derived
 */
record Secrets(String superuser, String store, String control, String credentialKey) {
  private static final int BYTES = 24;

  /** Never shows them. */
  @Override
  public String toString() {
    return "Secrets[…]";
  }

  static Secrets of(Path data) throws IOException {
    var file = data.resolve("secrets.properties");
    var properties = new Properties();
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        properties.load(in);
      }
    } else {
      for (var name : new String[] {"superuser", "store", "control", "credential-key"}) {
        properties.setProperty(name, fresh());
      }
      PrivateFile.write(file, properties, "secrets of this data folder");
    }
    return new Secrets(
        properties.getProperty("superuser"),
        properties.getProperty("store"),
        properties.getProperty("control"),
        properties.getProperty("credential-key"));
  }

  private static String fresh() {
    var bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
