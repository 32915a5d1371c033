package dev.hindcast.gateway.scaler.grpc;

import dev.hindcast.gateway.scaler.ScalerService.Watcher;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.grpc.FailureStatus;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.Function;

/** A call that stays open until the caller goes or the gateway does. */
final class ScalerStream<T> implements Watcher {
  private final ServerCallStreamObserver<T> call;
  private final Function<Boolean, T> message;
  private T told;

  ScalerStream(ServerCallStreamObserver<T> call, Function<Boolean, T> message) {
    this.call = call;
    this.message = message;
  }

  @Override
  public void active(boolean active) {
    var now = message.apply(active);
    if (!call.isCancelled() && !now.equals(told)) {
      told = now;
      call.onNext(now);
    }
  }

  @Override
  public void over() {
    if (!call.isCancelled()) {
      call.onError(FailureStatus.exception(new Failure.DependencyUnavailable("the gateway")));
    }
  }
}
