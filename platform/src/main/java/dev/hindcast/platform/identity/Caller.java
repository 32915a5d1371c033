package dev.hindcast.platform.identity;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import io.grpc.Context;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who makes the call that this thread serves.
 *
 * @param identity empty: nobody is asked who they are here
 * @param onBehalfOf the subject that a service calls for; empty unless it is a service
 */
public record Caller(Optional<Identity> identity, String onBehalfOf) {
  private static final Context.Key<Caller> KEY = Context.key("hindcast-caller");

  /** Of a server that asks nobody, and of work that no call began. */
  public static final Caller UNKNOWN = new Caller(Optional.empty(), "");

  public Caller {
    requireNonNull(identity);
    requireNonNull(onBehalfOf);
  }

  /** The caller of the current call. */
  public static Caller current() {
    return KEY.get() == null ? UNKNOWN : KEY.get();
  }

  /**
   * Asks for a method's role on a store. Where nobody is asked who they are it asks nothing.
   *
   * @param method by its full name, of {@link RpcTable}
   * @param store its id
   * @throws FailureException {@link Failure.PermissionDenied}
   */
  public void requireOn(String method, String store) {
    var rule = RpcTable.find(method);
    var roles = rule.map(RpcRule::roles).orElse(Set.of());
    if (identity.isPresent() && !identity.get().has(roles, store)) {
      throw new FailureException(
          new Failure.PermissionDenied(
              identity.get().subject(),
              method,
              rule.stream()
                  .flatMap(known -> known.rolesInOrder().stream())
                  .map(Role::label)
                  .collect(Collectors.joining(", ")),
              "stores/" + store));
    }
  }

  /** A context in which this is the caller. */
  public Context in(Context context) {
    return context.withValue(KEY, this);
  }

  /** The person or program at the beginning of the chain; empty if unknown. */
  public String subject() {
    return onBehalfOf.isEmpty() ? identity.map(Identity::subject).orElse("") : onBehalfOf;
  }

  /**
   * The name to record for what is done: the authenticated one. A name that the request gives
   * counts only where nobody is authenticated, or where a service tells it of an earlier call.
   */
  public String recorded(String claimed) {
    var known = subject();
    var ofItself = onBehalfOf.isEmpty() && identity.filter(Identity::isService).isPresent();
    return known.isEmpty() || (ofItself && !claimed.isEmpty()) ? claimed : known;
  }
}
