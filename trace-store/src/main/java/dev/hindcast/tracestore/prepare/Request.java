package dev.hindcast.tracestore.prepare;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What to prepare.
 *
 * @param schemas whose tables are pinned; hindcast's own never need it
 * @param login of the branch-service, which is granted what it needs
 * @param published whether also tables that a publication sends elsewhere get the column, which
 *     their subscribers must have then
 */
public record Request(List<String> schemas, Optional<String> login, boolean published) {
  public Request {
    schemas = List.copyOf(schemas);
    requireNonNull(login);
    for (var schema : schemas) {
      PinSchema.checkForkable(schema);
    }
  }
}
