package dev.hindcast.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import dev.hindcast.proto.replay.v1.ExplainReplayRequest;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table has every method there is, and no other. */
class RpcTableTest {
  private static final String EXPLAIN = "hindcast.replay.v1.ReplayService/ExplainReplay";
  private static final List<String> READ_ONLY =
      List.of(
          "Get",
          "List",
          "Watch",
          "Download",
          "Compare",
          "Explain",
          "Evaluate",
          "Is",
          "Stream",
          "Check");

  /** Whatever the module with the API holds, also what is added to it later. */
  @SuppressWarnings("deprecation")
  private static List<ServiceDescriptor> services() {
    var module =
        PolicyRegistryServiceGrpc.class.getProtectionDomain().getCodeSource().getLocation();
    var own =
        new ClassFileImporter()
            .importLocations(List.of(Location.of(module))).stream()
                .filter(type -> type.getSimpleName().endsWith("Grpc") && type.isTopLevelClass())
                .map(JavaClass::reflect)
                .map(RpcTableTest::descriptor);
    var libraries =
        Stream.of(
            TraceServiceGrpc.getServiceDescriptor(),
            HealthGrpc.getServiceDescriptor(),
            ProtoReflectionServiceV1.newInstance().bindService().getServiceDescriptor(),
            ProtoReflectionService.newInstance().bindService().getServiceDescriptor());
    return Stream.concat(own, libraries).toList();
  }

  private static ServiceDescriptor descriptor(Class<?> grpc) {
    try {
      return (ServiceDescriptor) grpc.getMethod("getServiceDescriptor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyMethodOfEveryServiceIsInTheTableAndNothingElse() {
    var methods =
        services().stream()
            .flatMap(service -> service.getMethods().stream())
            .map(io.grpc.MethodDescriptor::getFullMethodName)
            .collect(Collectors.toSet());
    assertThat(methods).hasSizeGreaterThan(40);
    assertThat(RpcTable.all().stream().map(RpcRule::method).collect(Collectors.toSet()))
        .as("say in RpcTable who may call it; what is not there nobody may")
        .isEqualTo(methods);
  }

  @Test
  void whatIsNoReadIsAudited() {
    for (var rule : RpcTable.all()) {
      var reads = READ_ONLY.stream().anyMatch(rule.name()::startsWith);
      if (!reads && !rule.name().equals("ServerReflectionInfo")) {
        assertThat(rule.trail()).as(rule.method()).isNotEqualTo(RpcRule.Trail.NOTHING);
      }
    }
  }

  @Test
  void theFieldsThatNameAStoreExist() {
    for (var service : services()) {
      for (var method : service.getMethods()) {
        var rule = RpcTable.find(method.getFullMethodName()).orElseThrow();
        if (rule.scope() instanceof Scope.StoreOf(var fields)) {
          var input =
              ((ProtoMethodDescriptorSupplier) method.getSchemaDescriptor())
                  .getMethodDescriptor()
                  .getInputType();
          for (var field : fields) {
            assertThat(type(input, field))
                .as(rule.method() + " " + field)
                .isEqualTo(FieldDescriptor.Type.STRING);
          }
        }
      }
    }
  }

  private static FieldDescriptor.Type type(Descriptor message, String path) {
    var dot = path.indexOf('.');
    var field = message.findFieldByName(dot < 0 ? path : path.substring(0, dot));
    assertThat(field).as(message.getFullName() + " " + path).isNotNull();
    return dot < 0 ? field.getType() : type(field.getMessageType(), path.substring(dot + 1));
  }

  @Test
  void aStoreIsFoundInsideTheMessageThatNamesIt() {
    var scope = (Scope.StoreOf) RpcTable.find(EXPLAIN).orElseThrow().scope();
    var start = StartReplayRequest.newBuilder().setBranch("stores/payments/branches/b");
    assertThat(store(scope, ExplainReplayRequest.newBuilder().setStart(start)))
        .isEqualTo("payments");
    assertThat(store(scope, ExplainReplayRequest.newBuilder().setName("replays/r1")))
        .isEqualTo("of-r1");
    assertThat(
            store(
                scope, ExplainReplayRequest.newBuilder().setStart(StartReplayRequest.newBuilder())))
        .as("nobody can tell")
        .isEqualTo(Grant.EVERY_STORE);
    assertThat(store(scope, ExplainReplayRequest.newBuilder())).isEqualTo(Grant.EVERY_STORE);
  }

  private static String store(Scope.StoreOf scope, ExplainReplayRequest.Builder request) {
    return RequestScope.store(scope, request.build(), replay -> Optional.of("of-" + replay));
  }

  /** The other way round: a request that names a store must not be let through without a look. */
  @Test
  void aRequestWithAStoreOrAReplayIsScoped() {
    for (var service : services()) {
      for (var method : service.getMethods()) {
        var rule = RpcTable.find(method.getFullMethodName()).orElseThrow();
        var schema = (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
        if (mentionsStore(schema.getMethodDescriptor())) {
          assertThat(rule.scope()).as(rule.method()).isInstanceOf(Scope.StoreOf.class);
        }
      }
    }
  }

  private static boolean mentionsStore(MethodDescriptor method) {
    return method.getInputType().getFields().stream()
        .map(field -> field.getOptions().toString())
        .anyMatch(rules -> rules.contains("^stores/") || rules.contains("^replays/"));
  }

  @Test
  void onlyHealthIsOpen() {
    assertThat(RpcTable.all().stream().filter(rule -> rule.scope() instanceof Scope.Open))
        .allMatch(rule -> rule.service().equals("grpc.health.v1.Health"));
  }

  @Test
  void anAdminMayAllThatPeopleMay() {
    var people = EnumSet.of(Role.VIEWER, Role.AUTHOR, Role.OPERATOR, Role.PROMOTER);
    assertThat(RpcTable.all())
        .filteredOn(rule -> rule.roles().stream().anyMatch(people::contains))
        .allMatch(rule -> rule.roles().contains(Role.ADMIN));
  }
}
