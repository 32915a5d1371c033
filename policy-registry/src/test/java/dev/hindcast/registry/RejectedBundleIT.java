package dev.hindcast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.PreconditionFailure.Violation;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import dev.hindcast.proto.policy.v1.PublishVersionRequest;
import dev.hindcast.testkit.Errors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RejectedBundleIT {
  private static Registry registry;

  /** A client of somebody else's making: it reads trailers of 8 KiB and no more. */
  private static ManagedChannel plain;

  @BeforeAll
  static void start() {
    registry = Registry.start();
    plain =
        Grpc.newChannelBuilder(registry.service.target(), InsecureChannelCredentials.create())
            .build();
  }

  @AfterAll
  static void stop() {
    var _ = plain.shutdownNow();
    registry.close();
  }

  @Test
  void everyMistakeIsReportedWithItsPlace() {
    var rejected =
        reject(
            Bundles.archive(
                """
                apiVersion: hindcast/v1
                name: broken
                colour: red
                rules:
                  - id: one
                    when: true
                    effect: forbid
                  - id: two
                    effect: deny
                  - id: one
                    when: true
                    effect: deny
                """));

    assertThat(rejected.info().getReason()).isEqualTo("BUNDLE_REJECTED");
    assertThat(rejected.info().getMetadataMap())
        .containsEntry("bundle", "broken")
        .containsEntry("diagnostics", Integer.toString(rejected.violations().size()));
    assertThat(rejected.violations()).extracting(Violation::getType).containsOnly("COMPILE");
    assertThat(rejected.subjects()).contains("bundle.yaml:3:1", "bundle.yaml:7:13");
    assertThat(rejected.texts())
        .anyMatch(text -> text.contains("colour"))
        .anyMatch(text -> text.contains("forbid"))
        .anyMatch(text -> text.contains("one") && text.contains("twice"));
    assertNothingStored("broken");
  }

  @Test
  void everyConditionThatDoesNotCompileIsReported() {
    var rejected =
        reject(
            Bundles.archive(
                """
                apiVersion: hindcast/v1
                name: uncompiled
                rules:
                  - id: syntax
                    when: args.amount >
                    effect: deny
                  - id: unknown
                    when: nobody.knows == 1
                    effect: deny
                  - id: right
                    when: args.amount > 1
                    effect: deny
                """));

    assertThat(rejected.info().getReason()).isEqualTo("BUNDLE_REJECTED");
    assertThat(rejected.violations()).extracting(Violation::getType).contains("COMPILE");
    assertThat(rejected.subjects())
        .anyMatch(subject -> subject.startsWith("bundle.yaml:5:"))
        .anyMatch(subject -> subject.startsWith("bundle.yaml:8:"))
        .noneMatch(subject -> subject.startsWith("bundle.yaml:11:"));
    assertNothingStored("uncompiled");
  }

  @Test
  void everyFailingTestIsReportedAndNoPassingOne() {
    var rejected =
        reject(
            Bundles.archive(
                """
                apiVersion: hindcast/v1
                name: untrue
                rules:
                  - id: limit
                    when: args.amount > 500
                    effect: deny
                tests:
                  - name: small is denied
                    action: { tool: refund, args: { amount: 5 } }
                    expect: { effect: deny, rule: limit }
                  - name: large is denied
                    action: { tool: refund, args: { amount: 600 } }
                    expect: { effect: deny, rule: limit }
                  - name: large is warned about
                    action: { tool: refund, args: { amount: 600 } }
                    expect: { effect: warn }
                """));

    assertThat(rejected.info().getMetadataMap())
        .isEqualTo(Map.of("bundle", "untrue", "diagnostics", "2"));
    assertThat(rejected.violations()).extracting(Violation::getType).containsOnly("TEST");
    assertThat(rejected.subjects()).containsExactly("small is denied", "large is warned about");
    assertThat(rejected.texts().getFirst()).contains("expected deny").contains("allow");
    assertNothingStored("untrue");
  }

  @Test
  void ofManyMistakesAnyClientGetsTheFirstAndTheNumber() {
    var rules =
        IntStream.range(0, 150)
            .mapToObj(i -> "  - { id: rule-" + i + ", when: 'nobody" + i + " == 1', effect: deny }")
            .collect(Collectors.joining("\n"));
    var rejected =
        reject(Bundles.archive("apiVersion: hindcast/v1\nname: many\nrules:\n" + rules + "\n"));

    assertThat(rejected.info().getMetadataMap()).containsEntry("diagnostics", "150");
    var shown = rejected.violations().size() - 1;
    for (var line = 4; line < 4 + shown; line++) {
      assertThat(rejected.subjects().get(line - 4)).startsWith("bundle.yaml:" + line + ":");
    }
    assertThat(shown).isGreaterThan(30);
    assertThat(rejected.violations().getLast().getType()).isEqualTo("OMITTED");
    assertThat(rejected.texts().getLast()).startsWith((150 - shown) + " more");
  }

  @Test
  void textThatNoDatabaseStoresIsRejectedWithItsPlace() {
    var yaml = Bundles.refunds("nul", 1).replace("refunds stay small", "\"a\\0b\"");
    var rejected = reject(Bundles.archive(yaml));
    assertThat(rejected.subjects()).contains("bundle.yaml:4:14");
    assertNothingStored("nul");
  }

  @Test
  void aNameThatFitsNoResourceIsRejected() {
    var rejected = reject(Bundles.archive("1st", 500));
    assertThat(rejected.violations())
        .singleElement()
        .satisfies(v -> assertThat(v.getDescription()).contains("'name'").contains("letter"));
  }

  @Test
  void anUnknownEngineIsRejected() {
    var rejected = reject(Bundles.archive(Bundles.refunds("strange", 1).replace("cel", "prolog")));
    assertThat(rejected.texts()).anyMatch(text -> text.contains("prolog") && text.contains("cel"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../bundle.yaml",
        "/etc/passwd",
        "a/../../b",
        "a/./b",
        "C:\\evil",
        ".hidden",
        "a//b"
      })
  void aPathThatIsNotPlainIsRejected(String path) {
    var archive =
        Bundles.tar(Map.of("bundle.yaml", Bundles.refunds("traversal", 1), path, "x"), "", 0);
    var rejected = reject(archive);
    assertThat(rejected.info().getReason()).isEqualTo("BUNDLE_REJECTED");
    assertThat(rejected.violations()).extracting(Violation::getType).containsOnly("ARCHIVE");
    assertNothingStored("traversal");
  }

  @Test
  void whatIsNoArchiveIsRejected() {
    var text = ByteString.copyFromUtf8("apiVersion: hindcast/v1");
    var cut = Bundles.archive("cut", 1).substring(0, 100);
    for (var archive : List.of(text, cut)) {
      assertThat(reject(archive).violations())
          .extracting(Violation::getType)
          .containsExactly("ARCHIVE");
    }
  }

  @Test
  void whatUnpacksTooLargeIsOverALimit() {
    var bomb =
        Bundles.tar(
            Map.of("bundle.yaml", Bundles.refunds("bomb", 1), "zeros", "0".repeat(40 << 20)),
            "",
            0);
    assertThat(bomb.size()).isLessThan(1 << 20);
    var error = Errors.of(() -> registry.publish(bomb));
    assertThat(error.getReason()).isEqualTo("LIMIT_EXCEEDED");
    assertThat(error.getMetadataMap())
        .containsEntry("limit", "bytes of zeros")
        .containsEntry("allowed", Integer.toString(1 << 20));
    assertNothingStored("bomb");
  }

  @Test
  void anArchiveOverTheLimitOfARequestIsRefusedUnread() {
    var noise = new byte[(8 << 20) + 1];
    new Random(7).nextBytes(noise);
    var error = Errors.of(() -> registry.publish(ByteString.copyFrom(noise)));
    assertThat(error.getReason()).isEqualTo("INVALID_REQUEST");
    assertThat(error.getMetadataMap()).isEqualTo(Map.of("field", "archive"));
  }

  private record Rejection(ErrorInfo info, List<Violation> violations) {
    List<String> subjects() {
      return violations.stream().map(Violation::getSubject).toList();
    }

    List<String> texts() {
      return violations.stream().map(Violation::getDescription).toList();
    }
  }

  private static Rejection reject(ByteString archive) {
    var thrown =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                PolicyRegistryServiceGrpc.newBlockingStub(plain)
                    .publishVersion(
                        PublishVersionRequest.newBuilder().setArchive(archive).build()));
    assertThat(thrown).isNotNull();
    assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    var info =
        Errors.of(
            () -> {
              throw thrown;
            });
    return new Rejection(info, violations(thrown));
  }

  private static List<Violation> violations(StatusRuntimeException thrown) {
    try {
      for (var detail : StatusProto.fromThrowable(thrown).getDetailsList()) {
        if (detail.is(PreconditionFailure.class)) {
          return detail.unpack(PreconditionFailure.class).getViolationsList();
        }
      }
      throw new AssertionError("no PreconditionFailure in " + thrown);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertNothingStored(String bundle) {
    assertThat(registry.list("bundles/" + bundle, 0, "").getVersionsList()).isEmpty();
  }
}
