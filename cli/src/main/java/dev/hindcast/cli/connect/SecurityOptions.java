package dev.hindcast.cli.connect;

import dev.hindcast.platform.grpc.SecuritySetup;
import dev.hindcast.platform.grpc.ServiceChannels;
import io.micronaut.core.value.MapPropertyResolver;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * How a command shows who calls, and whom it trusts. What no option gives comes from the
 * environment, by the names that the services use too. A token itself is never an option: others on
 * the machine see the options of a process.
 */
public final class SecurityOptions {
  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "file with the token to call with (default: HINDCAST_AUTH_TOKEN)")
  private Path tokenFile;

  @Option(
      names = "--tls-trust",
      paramLabel = "FILE",
      description = "PEM file of the authorities to trust (default: HINDCAST_TLS_TRUST)")
  private Path trust;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "PEM file of our own certificate (default: HINDCAST_TLS_CERTIFICATE)")
  private Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "PEM file of its key (default: HINDCAST_TLS_PRIVATE_KEY)")
  private Path key;

  @Option(names = "--insecure", description = "call another machine in plaintext, the token too")
  private boolean insecure;

  ServiceChannels channels() {
    return new ServiceChannels(
        SecuritySetup.of(new MapPropertyResolver(properties(System.getenv()))));
  }

  Map<String, Object> properties(Map<String, String> environment) {
    var properties = new HashMap<String, Object>();
    put(properties, "hindcast.auth.token", environment.get("HINDCAST_AUTH_TOKEN"));
    put(properties, "hindcast.tls.trust", environment.get("HINDCAST_TLS_TRUST"));
    put(properties, "hindcast.tls.certificate", environment.get("HINDCAST_TLS_CERTIFICATE"));
    put(properties, "hindcast.tls.private-key", environment.get("HINDCAST_TLS_PRIVATE_KEY"));
    put(properties, SecuritySetup.INSECURE, environment.get("HINDCAST_INSECURE"));
    put(
        properties,
        "hindcast.auth.token",
        Optional.ofNullable(tokenFile).map(file -> "file:" + file).orElse(null));
    put(properties, "hindcast.tls.trust", trust);
    put(properties, "hindcast.tls.certificate", certificate);
    put(properties, "hindcast.tls.private-key", key);
    if (insecure) {
      properties.put(SecuritySetup.INSECURE, "true");
    }
    return properties;
  }

  private static void put(Map<String, Object> properties, String name, Object value) {
    if (value != null) {
      properties.put(name, value.toString());
    }
  }
}
