package dev.hindcast.testkit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Reads the documented part of a gRPC error. */
public final class Errors {
  private Errors() {}

  /** The one {@code ErrorInfo} of the error that the call must answer with. */
  public static ErrorInfo of(ThrowingCallable call) {
    var thrown = Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
    Assertions.assertThat(thrown).as("the call must fail with a status").isNotNull();
    var infos =
        StatusProto.fromThrowable(thrown).getDetailsList().stream()
            .filter(d -> d.is(ErrorInfo.class))
            .toList();
    Assertions.assertThat(infos).as("exactly one ErrorInfo in " + thrown.getStatus()).hasSize(1);
    try {
      return infos.getFirst().unpack(ErrorInfo.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
