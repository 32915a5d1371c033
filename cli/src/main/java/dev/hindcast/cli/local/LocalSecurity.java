package dev.hindcast.cli.local;

import java.util.Map;

/**
 * A local cluster is on loopback and its services find each other there: settings of the
 * environment that are meant for calls to another cluster are none of theirs.
 */
final class LocalSecurity {
  private LocalSecurity() {}

  static Map<String, Object> settings() {
    return Map.of(
        "hindcast.tls.certificate", "",
        "hindcast.tls.private-key", "",
        "hindcast.tls.trust", "",
        "hindcast.auth.identity-file", "",
        "hindcast.auth.jwt.issuer", "",
        "hindcast.auth.token", "",
        "grpc.server.host", "127.0.0.1");
  }
}
