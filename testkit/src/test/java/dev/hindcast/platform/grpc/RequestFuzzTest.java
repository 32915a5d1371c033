package dev.hindcast.platform.grpc;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.hindcast.platform.audit.AuditFact;
import dev.hindcast.platform.audit.AuditKind;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.RequestScope;
import dev.hindcast.proto.audit.v1.AuditServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchInternalServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.proto.worker.v1.ReplayCoordinatorServiceGrpc;
import dev.hindcast.testkit.RandomMessages;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every request message, mangled: parsing, the schema's rules, the audit log's view of it and the
 * search for its store end with an answer. The same seed gives the same bytes; for a long run say
 * {@code -Dhindcast.fuzz.tries=1000000 -Dhindcast.fuzz.seed=7}.
 */
class RequestFuzzTest {
  private static final int TRIES = Integer.getInteger("hindcast.fuzz.tries", 150);
  private static final long SEED = Long.getLong("hindcast.fuzz.seed", 1);

  private final ValidationInterceptor validation = new ValidationInterceptor();

  private static List<Message> requests() {
    return Stream.of(
            PolicyRegistryServiceGrpc.getServiceDescriptor(),
            BranchServiceGrpc.getServiceDescriptor(),
            BranchInternalServiceGrpc.getServiceDescriptor(),
            ReplayServiceGrpc.getServiceDescriptor(),
            ReplayCoordinatorServiceGrpc.getServiceDescriptor(),
            AuditServiceGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .filter(method -> method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier)
        .map(
            method ->
                ((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype())
        .map(Message.class::cast)
        .toList();
  }

  @Test
  void anyBytesEndWithAnAnswer() {
    var random = new Random(SEED);
    for (var prototype : requests()) {
      for (var i = 0; i < TRIES; i++) {
        var bytes = RandomMessages.bytesNear(prototype, random);
        assertThatCode(() -> receive(prototype, bytes))
            .as("%s, try %d of seed %d", prototype.getDescriptorForType().getFullName(), i, SEED)
            .doesNotThrowAnyException();
      }
    }
  }

  private void receive(Message prototype, byte[] bytes) {
    Message request;
    try {
      request = prototype.getParserForType().parseFrom(bytes);
    } catch (InvalidProtocolBufferException refused) {
      return;
    }
    try {
      validation.check(request);
    } catch (StatusRuntimeException | FailureException refused) {
      // With a reason; the audit log still has a look at it.
    }
    var _ =
        new AuditFact(
            AuditKind.DENIAL,
            0,
            "",
            "",
            "a.B/C",
            RequestScope.resource(request),
            RequestText.of(request),
            "",
            0);
  }
}
