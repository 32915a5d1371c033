package dev.hindcast.platform.grpc;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.platform.identity.Identity;
import dev.hindcast.platform.identity.Role;
import dev.hindcast.platform.identity.RpcRule;
import dev.hindcast.platform.identity.RpcTable;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds how often one identity calls, setting {@code hindcast.auth.calls-per-second}. Not bounded
 * are services, which call for others, and what only machines call: workers are bounded by their
 * slots, recorders by what waits for the store. Where nobody is asked who they are it bounds
 * nothing.
 */
@Singleton
final class RateInterceptor implements ServerInterceptor, Ordered {
  private static final Set<Role> MACHINES = EnumSet.of(Role.WORKER, Role.RECORDER, Role.SERVICE);

  private final int perSecond;
  private final Optional<CallRate> rate;

  @Inject
  RateInterceptor(SecuritySetup security) {
    this(security.callsPerSecond(), InstantSource.system());
  }

  /**
   * @param perSecond 0: not bounded
   */
  RateInterceptor(int perSecond, InstantSource clock) {
    this.perSecond = perSecond;
    this.rate = perSecond == 0 ? Optional.empty() : Optional.of(new CallRate(clock, perSecond));
  }

  @Override
  public int getOrder() {
    return InterceptorOrder.RATE.order();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var identity = Caller.current().identity().filter(known -> !known.isService());
    if (rate.isPresent()
        && identity.isPresent()
        && !isOfMachines(call.getMethodDescriptor().getFullMethodName())) {
      take(identity.get());
    }
    return next.startCall(call, headers);
  }

  private void take(Identity identity) {
    rate.flatMap(calls -> calls.take(identity.subject()))
        .ifPresent(
            wait -> {
              throw new FailureException(
                  new Failure.RateExceeded(identity.subject(), perSecond, wait));
            });
  }

  private static boolean isOfMachines(String method) {
    return RpcTable.find(method).map(RpcRule::roles).filter(MACHINES::containsAll).isPresent();
  }
}
