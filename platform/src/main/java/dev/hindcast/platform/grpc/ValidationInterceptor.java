package dev.hindcast.platform.grpc;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.proto.error.v1.ErrorReason;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.protobuf.StatusProto;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Checks every request against the protovalidate rules of its schema; the answer names each field
 * and the fix.
 */
@Singleton
final class ValidationInterceptor implements ServerInterceptor, Ordered {
  private final Validator validator = ValidatorFactory.newBuilder().build();

  @Override
  public int getOrder() {
    return InterceptorOrder.VALIDATION.order();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onMessage(Q message) {
        if (message instanceof Message request) {
          check(request);
        }
        super.onMessage(message);
      }
    };
  }

  /** Fails with the status to answer, unless the request keeps every rule of its schema. */
  void check(Message request) {
    // Before the rules of the schema: those calculate with what they find.
    TimeRanges.outOfRange(request)
        .ifPresent(
            field -> {
              throw new FailureException(
                  new Failure.InvalidRequest(field, "is no duration or time: out of range"));
            });
    try {
      var result = validator.validate(request);
      if (result.isSuccess()) {
        return;
      }
      var violations = result.toProto().getViolationsList();
      var badRequest = BadRequest.newBuilder();
      var text = new StringBuilder();
      var firstField = "";
      for (var violation : violations) {
        var field = path(violation.getField());
        firstField = firstField.isEmpty() ? field : firstField;
        badRequest.addFieldViolations(
            BadRequest.FieldViolation.newBuilder()
                .setField(field)
                .setDescription(violation.getMessage()));
        text.append(text.isEmpty() ? "" : "; ")
            .append(field)
            .append(": ")
            .append(violation.getMessage());
      }
      throw StatusProto.toStatusRuntimeException(
          FailureStatus.status(
              Code.INVALID_ARGUMENT,
              text.toString(),
              ErrorReason.ERROR_REASON_INVALID_REQUEST,
              Map.of("field", firstField),
              badRequest.build()));
    } catch (ValidationException e) {
      throw new IllegalStateException(
          "the schema's rules of " + request.getDescriptorForType().getFullName() + " are unusable",
          e);
    }
  }

  private static String path(build.buf.validate.FieldPath field) {
    var text = new StringBuilder();
    for (var element : field.getElementsList()) {
      text.append(text.isEmpty() ? "" : ".").append(element.getFieldName());
      if (element.hasIndex()) {
        text.append('[').append(element.getIndex()).append(']');
      }
    }
    return text.toString();
  }
}
