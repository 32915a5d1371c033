package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.provider.ForkRequest;

/**
 * The comment that schemas and logins of forks bear: whose they are. JSON, as {@code jsonb} writes
 * it.
 */
final class ForkLabel {
  private ForkLabel() {}

  static String of(ForkRequest request) {
    return "{\"installation\": \"%s\", \"store\": \"%s\", \"uid\": \"%s\"}"
        .formatted(request.installation().id(), request.name().store(), request.name().uid());
  }
}
