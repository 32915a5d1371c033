package dev.hindcast.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.Failure.Finding;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.proto.error.v1.ErrorReason;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One row a failure: the code, the reason and the metadata that {@code error_reason.proto}
 * documents.
 */
class FailureStatusTest {
  static Stream<Arguments> table() {
    var finding = List.of(new Finding("COMPILE", "bundle.yaml:3:7", "no such field"));
    return Stream.of(
        row(
            new Failure.InvalidRequest("ttl", "too long"),
            Code.INVALID_ARGUMENT,
            "INVALID_REQUEST",
            Map.of("field", "ttl")),
        row(
            new Failure.Unauthenticated("expired_token", "get a new one"),
            Code.UNAUTHENTICATED,
            "UNAUTHENTICATED",
            Map.of("problem", "expired_token")),
        row(
            new Failure.PermissionDenied("ada", "a.B/C", "operator, admin", "stores/s"),
            Code.PERMISSION_DENIED,
            "PERMISSION_DENIED",
            Map.of(
                "subject", "ada",
                "method", "a.B/C",
                "roles", "operator, admin",
                "scope", "stores/s")),
        row(
            new Failure.FourEyes("bundles/a/versions/1", "ada", "ada"),
            Code.FAILED_PRECONDITION,
            "FOUR_EYES",
            Map.of("version", "bundles/a/versions/1", "publisher", "ada", "mover", "ada")),
        row(
            new Failure.RateExceeded("ci", 200, Duration.ofMillis(5)),
            Code.RESOURCE_EXHAUSTED,
            "RATE_EXCEEDED",
            Map.of("subject", "ci", "calls_per_second", "200")),
        row(
            new Failure.InvalidPageToken("bad"),
            Code.INVALID_ARGUMENT,
            "INVALID_PAGE_TOKEN",
            Map.of("field", "page_token")),
        row(
            new Failure.ResourceNotFound("bundles/a"),
            Code.NOT_FOUND,
            "RESOURCE_NOT_FOUND",
            Map.of("resource", "bundles/a")),
        row(
            new Failure.ResourceAlreadyExists("bundles/a"),
            Code.ALREADY_EXISTS,
            "RESOURCE_ALREADY_EXISTS",
            Map.of("resource", "bundles/a")),
        row(
            new Failure.RequestIdReused("id", "replays/a"),
            Code.ALREADY_EXISTS,
            "REQUEST_ID_REUSED",
            Map.of("request_id", "id", "resource", "replays/a")),
        row(
            new Failure.BundleRejected("guard", finding),
            Code.FAILED_PRECONDITION,
            "BUNDLE_REJECTED",
            Map.of("bundle", "guard", "diagnostics", "1")),
        row(
            new Failure.StateMoved("bundles/a/channels/p", "1", "2"),
            Code.ABORTED,
            "STATE_MOVED",
            Map.of("resource", "bundles/a/channels/p", "expected", "1", "actual", "2")),
        row(
            new Failure.BranchNotUsable("stores/s/branches/b", "DELETED"),
            Code.FAILED_PRECONDITION,
            "BRANCH_NOT_USABLE",
            Map.of("branch", "stores/s/branches/b", "state", "DELETED")),
        row(
            new Failure.WrongState("replays/a", "RUNNING", "it must have succeeded"),
            Code.FAILED_PRECONDITION,
            "WRONG_STATE",
            Map.of(
                "resource", "replays/a", "state", "RUNNING", "required", "it must have succeeded")),
        row(
            new Failure.GateFailed("replays/a", "replays/a/promotions/1", finding),
            Code.FAILED_PRECONDITION,
            "GATE_FAILED",
            Map.of(
                "replay", "replays/a",
                "promotion", "replays/a/promotions/1",
                "gates", "1",
                "failed_gates", "bundle.yaml:3:7")),
        row(
            new Failure.ForkTooOld(
                "replays/a", Duration.ofSeconds(5_400, 250_000_000), Duration.ofHours(1)),
            Code.FAILED_PRECONDITION,
            "FORK_TOO_OLD",
            Map.of("replay", "replays/a", "age", "5400.25s", "limit", "3600s")),
        row(
            new Failure.LimitExceeded("branches", 5, 6),
            Code.RESOURCE_EXHAUSTED,
            "LIMIT_EXCEEDED",
            Map.of("limit", "branches", "allowed", "5", "requested", "6")),
        row(
            new Failure.QuotaExceeded("forks of ann", 5, 7),
            Code.RESOURCE_EXHAUSTED,
            "LIMIT_EXCEEDED",
            Map.of("limit", "forks of ann", "allowed", "5", "current", "7")),
        row(
            new Failure.NotSupported("reset"),
            Code.UNIMPLEMENTED,
            "NOT_SUPPORTED",
            Map.of("capability", "reset")),
        row(
            new Failure.DependencyUnavailable("the control database"),
            Code.UNAVAILABLE,
            "DEPENDENCY_UNAVAILABLE",
            Map.of("dependency", "the control database")));
  }

  private static Arguments row(
      Failure failure, Code code, String reason, Map<String, String> metadata) {
    return Arguments.of(failure, code, reason, metadata);
  }

  @ParameterizedTest
  @MethodSource("table")
  void becomesOneStatus(Failure failure, Code code, String reason, Map<String, String> metadata)
      throws Exception {
    var status = FailureStatus.of(failure);

    assertThat(status.getCode()).isEqualTo(code.getNumber());
    assertThat(status.getMessage()).isEqualTo(failure.message());
    var info = info(status.getDetailsList());
    assertThat(info.getReason()).isEqualTo(reason);
    assertThat(info.getDomain()).isEqualTo("hindcast.dev");
    assertThat(info.getMetadataMap()).isEqualTo(metadata);
  }

  @Test
  void everyDocumentedReasonIsMapped() {
    var mapped = table().map(row -> (String) row.get()[2]).distinct();
    var documented =
        Arrays.stream(ErrorReason.values())
            .filter(
                r ->
                    r != ErrorReason.UNRECOGNIZED
                        && r != ErrorReason.ERROR_REASON_UNSPECIFIED
                        && r != ErrorReason.ERROR_REASON_INTERNAL)
            .map(FailureStatus::reason);
    assertThat(mapped.toList()).containsExactlyInAnyOrderElementsOf(documented.toList());
  }

  @Test
  void anUnknownExceptionShowsOnlyItsIncident() throws Exception {
    var secret =
        new IllegalStateException("ERROR: password authentication failed for user \"prod\"");
    var status = StatusProto.fromThrowable(FailureInterceptor.statusOf(secret, "test"));

    assertThat(status.getCode()).isEqualTo(Code.INTERNAL.getNumber());
    assertThat(status.toString()).doesNotContain("password").doesNotContain("prod");
    assertThat(info(status.getDetailsList()).getMetadataMap()).containsOnlyKeys("incident");
  }

  @Test
  void aNeighboursTransportTextIsNotPassedOnButItsOwnAnswerIs() throws Exception {
    var transport =
        io.grpc.Status.UNAVAILABLE
            .withDescription("io exception: 10.0.0.7:7402")
            .asRuntimeException();
    var status = StatusProto.fromThrowable(FailureInterceptor.statusOf(transport, "test"));
    assertThat(info(status.getDetailsList()).getReason()).isEqualTo("DEPENDENCY_UNAVAILABLE");
    assertThat(status.toString()).doesNotContain("10.0.0.7");

    var answer = FailureStatus.exception(new Failure.ResourceNotFound("bundles/a"));
    assertThat(FailureInterceptor.statusOf(answer, "test")).isSameAs(answer);
  }

  @Test
  void theCauseOfAFailureIsNeverSent() {
    var e =
        new FailureException(
            new Failure.DependencyUnavailable("the store"),
            new IllegalStateException("FATAL: secret"));
    assertThat(StatusProto.fromThrowable(FailureInterceptor.statusOf(e, "test")).toString())
        .doesNotContain("secret");
  }

  @Test
  void whatManyFindingsSayIsCutToWhatAClientReads() throws Exception {
    var finding = new Finding("PARSE", "bundle.yaml:3:7", "no such field 'ähnlich': use another");
    var many = Collections.nCopies(200, finding);

    var status = FailureStatus.of(new Failure.BundleRejected("guard", many));

    assertThat(StatusBudget.size(status)).isBetween(6_000, StatusBudget.MAX_BYTES);
    assertThat(info(status.getDetailsList()).getMetadataMap()).containsEntry("diagnostics", "200");
    var violations = status.getDetails(1).unpack(PreconditionFailure.class).getViolationsList();
    assertThat(violations).hasSizeGreaterThan(30);
    assertThat(violations.getLast().getType()).isEqualTo("OMITTED");
    assertThat(violations.getLast().getDescription())
        .startsWith((201 - violations.size()) + " more");
  }

  @Test
  void noSingleTextIsTooLong() throws Exception {
    var endless = "😀".repeat(100_000);
    var failures =
        List.of(
            new Failure.BundleRejected(endless, List.of(new Finding(endless, endless, endless))),
            new Failure.StateMoved(endless, endless, endless),
            new Failure.InvalidRequest(endless, endless));
    for (var failure : failures) {
      var status = FailureStatus.of(failure);
      assertThat(StatusBudget.size(status)).isLessThanOrEqualTo(StatusBudget.MAX_BYTES);
      assertThat(status.getMessage()).contains("😀").doesNotContain("\uFFFD").hasSizeLessThan(400);
      assertThat(info(status.getDetailsList()).getMetadataMap()).isNotEmpty();
    }
  }

  private static ErrorInfo info(List<Any> details) throws InvalidProtocolBufferException {
    var infos = details.stream().filter(d -> d.is(ErrorInfo.class)).toList();
    assertThat(infos).hasSize(1);
    return infos.getFirst().unpack(ErrorInfo.class);
  }
}
