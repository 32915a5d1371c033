package dev.hindcast.gateway.scaler.grpc;

import dev.hindcast.gateway.scaler.ScalerService;
import dev.hindcast.gateway.scaler.ScalingGoal;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.proto.externalscaler.ExternalScalerGrpc.ExternalScalerImplBase;
import dev.hindcast.proto.externalscaler.GetMetricSpecResponse;
import dev.hindcast.proto.externalscaler.GetMetricsRequest;
import dev.hindcast.proto.externalscaler.GetMetricsResponse;
import dev.hindcast.proto.externalscaler.IsActiveResponse;
import dev.hindcast.proto.externalscaler.MetricSpec;
import dev.hindcast.proto.externalscaler.MetricValue;
import dev.hindcast.proto.externalscaler.ScaledObjectRef;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** {@code externalscaler.ExternalScaler}. */
@Singleton
final class ScalerEndpoint extends ExternalScalerImplBase {
  private final ScalerService scaler;

  ScalerEndpoint(ScalerService scaler) {
    this.scaler = scaler;
  }

  @Override
  public void isActive(ScaledObjectRef request, StreamObserver<IsActiveResponse> call) {
    var _ = goal(request);
    call.onNext(activity(scaler.active()));
    call.onCompleted();
  }

  @Override
  public void streamIsActive(ScaledObjectRef request, StreamObserver<IsActiveResponse> call) {
    var _ = goal(request);
    watch(call, ScalerEndpoint::activity);
  }

  @Override
  public void getMetricSpec(ScaledObjectRef request, StreamObserver<GetMetricSpecResponse> call) {
    call.onNext(spec(goal(request)));
    call.onCompleted();
  }

  @Override
  public void streamMetricSpec(
      ScaledObjectRef request, StreamObserver<GetMetricSpecResponse> call) {
    var spec = spec(goal(request));
    watch(call, _ -> spec);
  }

  @Override
  public void getMetrics(GetMetricsRequest request, StreamObserver<GetMetricsResponse> call) {
    var goal = goal(request.getScaledObjectRef());
    var name = goal.metric().metricName();
    if (!request.getMetricName().equals(name)) {
      throw new FailureException(
          new Failure.InvalidRequest("metricName", "the metadata chooses `" + name + "`"));
    }
    var value = scaler.value(goal.metric());
    call.onNext(
        GetMetricsResponse.newBuilder()
            .addMetricValues(
                MetricValue.newBuilder()
                    .setMetricName(name)
                    .setMetricValue((long) Math.ceil(value))
                    .setMetricValueFloat(value))
            .build());
    call.onCompleted();
  }

  private <T> void watch(StreamObserver<T> call, Function<Boolean, T> message) {
    var observer = (ServerCallStreamObserver<T>) call;
    var stream = new ScalerStream<>(observer, message);
    observer.setOnCancelHandler(() -> scaler.unwatch(stream));
    scaler.watch(stream);
    if (observer.isCancelled()) {
      // The caller went before it was added.
      scaler.unwatch(stream);
    }
  }

  private static ScalingGoal goal(ScaledObjectRef request) {
    return ScalingGoal.of(request.getScalerMetadataMap());
  }

  private static IsActiveResponse activity(boolean active) {
    return IsActiveResponse.newBuilder().setResult(active).build();
  }

  private static GetMetricSpecResponse spec(ScalingGoal goal) {
    return GetMetricSpecResponse.newBuilder()
        .addMetricSpecs(
            MetricSpec.newBuilder()
                .setMetricName(goal.metric().metricName())
                .setTargetSize((long) Math.ceil(goal.target()))
                .setTargetSizeFloat(goal.target()))
        .build();
  }
}
