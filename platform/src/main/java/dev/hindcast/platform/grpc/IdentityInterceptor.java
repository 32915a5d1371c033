package dev.hindcast.platform.grpc;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.Authentication;
import dev.hindcast.platform.identity.Authenticator;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.platform.identity.CertificateNames;
import dev.hindcast.platform.identity.Identity;
import dev.hindcast.platform.identity.Role;
import dev.hindcast.platform.identity.RpcRule;
import dev.hindcast.platform.identity.RpcTable;
import dev.hindcast.platform.identity.Scope;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out who calls, by bearer token or client certificate, and lets through who has the method's
 * role on any store at all. Where no authentication is configured it asks nobody.
 */
@Singleton
final class IdentityInterceptor implements ServerInterceptor, Ordered {
  private static final String SCHEME = "bearer ";

  private final Optional<Authenticator> authenticator;

  IdentityInterceptor(SecuritySetup security) {
    this.authenticator = security.authenticator();
  }

  @Override
  public int getOrder() {
    return InterceptorOrder.IDENTITY.order();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (authenticator.isEmpty()) {
      return next.startCall(call, headers);
    }
    var method = call.getMethodDescriptor().getFullMethodName();
    var rule = RpcTable.find(method);
    if (rule.filter(known -> known.scope() instanceof Scope.Open).isPresent()) {
      return next.startCall(call, headers);
    }
    var identity = identity(authenticator.get(), call, headers);
    var caller = new Caller(Optional.of(identity), onBehalfOf(identity, headers));
    CallTrail.current().ifPresent(trail -> trail.caller(caller));
    var oneRequest = call.getMethodDescriptor().getType().clientSendsOneMessage();
    if (!oneRequest) {
      require(identity, rule, method);
    }
    var listener = Contexts.interceptCall(caller.in(Context.current()), call, headers, next);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        // Not earlier, so that the audit log knows by then what was asked.
        if (oneRequest) {
          require(identity, rule, method);
        }
        super.onMessage(message);
      }
    };
  }

  private static Identity identity(
      Authenticator authenticator, ServerCall<?, ?> call, Metadata headers) {
    var names = CertificateNames.of(call.getAttributes());
    return switch (authenticator.authenticate(token(headers), names)) {
      case Authentication.Known(var identity) -> identity;
      case Authentication.Refused(var why) ->
          throw new FailureException(
              new Failure.Unauthenticated(why.name().toLowerCase(Locale.ROOT), why.text()));
      case Authentication.Unsure(var dependency) ->
          throw new FailureException(new Failure.DependencyUnavailable(dependency));
    };
  }

  private static Optional<String> token(Metadata headers) {
    return Optional.ofNullable(headers.get(Credentials.AUTHORIZATION))
        .map(
            value ->
                value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                    ? value.substring(SCHEME.length()).strip()
                    : "");
  }

  /** Only services are believed when they say for whom they call. */
  private static String onBehalfOf(Identity identity, Metadata headers) {
    var claimed = headers.get(Credentials.ON_BEHALF_OF);
    return claimed == null || !identity.isService() ? "" : claimed;
  }

  private static void require(Identity identity, Optional<RpcRule> rule, String method) {
    var roles = rule.map(RpcRule::roles).orElse(Set.of());
    if (!identity.hasAnywhere(roles)) {
      throw denied(identity, method, rule, "any");
    }
  }

  static FailureException denied(
      Identity identity, String method, Optional<RpcRule> rule, String scope) {
    var roles =
        rule.stream()
            .flatMap(known -> known.rolesInOrder().stream())
            .map(Role::label)
            .collect(Collectors.joining(", "));
    return new FailureException(
        new Failure.PermissionDenied(identity.subject(), method, roles, scope));
  }
}
