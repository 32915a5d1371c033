package dev.hindcast.platform.grpc;

import com.google.protobuf.Message;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.platform.identity.Grant;
import dev.hindcast.platform.identity.RequestScope;
import dev.hindcast.platform.identity.ResourceStores;
import dev.hindcast.platform.identity.RpcRule;
import dev.hindcast.platform.identity.RpcTable;
import dev.hindcast.platform.identity.Scope;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Lets a call through whose caller has the method's role on the store that the request is about,
 * and writes the attempt before the endpoint begins.
 */
@Singleton
final class AccessInterceptor implements ServerInterceptor, Ordered {
  private final ResourceStores stores;

  AccessInterceptor(Optional<ResourceStores> stores) {
    this.stores = stores.orElse(_ -> Optional.empty());
  }

  @Override
  public int getOrder() {
    return InterceptorOrder.ACCESS.order();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var rule = RpcTable.find(call.getMethodDescriptor().getFullMethodName());
    if (rule.isEmpty()) {
      return next.startCall(call, headers);
    }
    if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      require(rule.get(), Optional.empty());
      return next.startCall(call, headers);
    }
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onMessage(Q message) {
        require(
            rule.get(),
            Optional.of(message).filter(Message.class::isInstance).map(Message.class::cast));
        if (rule.get().trail() == RpcRule.Trail.CALLS) {
          CallTrail.current().ifPresent(CallTrail::begin);
        }
        super.onMessage(message);
      }
    };
  }

  private void require(RpcRule rule, Optional<Message> request) {
    var identity = Caller.current().identity();
    if (identity.isEmpty()) {
      return;
    }
    switch (rule.scope()) {
      case Scope.Open _ -> {
        // For everybody.
      }
      case Scope.AnyStore _ -> {
        // The role on any store was asked for before.
      }
      case Scope.StoresWritten _ -> {
        // The endpoint asks for each store; the role on any was asked for before.
      }
      case Scope.EveryStore _ -> require(rule, identity.get(), Grant.EVERY_STORE);
      case Scope.StoreOf scope -> {
        if (!identity.get().has(rule.roles(), Grant.EVERY_STORE)) {
          var store =
              request
                  .map(message -> RequestScope.store(scope, message, stores))
                  .orElse(Grant.EVERY_STORE);
          require(rule, identity.get(), store);
        }
      }
    }
  }

  private static void require(
      RpcRule rule, dev.hindcast.platform.identity.Identity identity, String store) {
    if (!identity.has(rule.roles(), store)) {
      throw IdentityInterceptor.denied(
          identity,
          rule.method(),
          Optional.of(rule),
          store.equals(Grant.EVERY_STORE) ? store : "stores/" + store);
    }
  }
}
