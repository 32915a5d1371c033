package dev.hindcast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hindcast.proto.policy.v1.CompareVersionsRequest;
import dev.hindcast.proto.policy.v1.DownloadVersionRequest;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import dev.hindcast.proto.policy.v1.GetVersionRequest;
import dev.hindcast.proto.policy.v1.ListVersionsRequest;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc.PolicyRegistryServiceBlockingStub;
import dev.hindcast.proto.policy.v1.PublishVersionRequest;
import dev.hindcast.testkit.Errors;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One row a way to fail that the API documents: code, reason and metadata, over the wire. */
class ErrorTableIT {
  private static final String MISSING = "bundles/guard/versions/9";

  private static Registry registry;

  @BeforeAll
  static void start() {
    registry = Registry.start();
    registry.publishVersions("guard", 1);
    registry.publishVersions("other", 1);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  static Stream<Arguments> table() {
    var field = "field";
    var resource = "resource";
    return Stream.of(
        row(
            "an empty archive",
            c -> c.publishVersion(PublishVersionRequest.getDefaultInstance()),
            Code.INVALID_ARGUMENT,
            "INVALID_REQUEST",
            Map.of(field, "archive")),
        row(
            "a publisher that no text column holds",
            c ->
                c.publishVersion(
                    PublishVersionRequest.newBuilder()
                        .setArchive(Bundles.archive("guard", 1))
                        .setPublisher("a\0b")
                        .build()),
            Code.INVALID_ARGUMENT,
            "INVALID_REQUEST",
            Map.of(field, "publisher")),
        row(
            "a bundle without rules that parse",
            c ->
                c.publishVersion(
                    PublishVersionRequest.newBuilder()
                        .setArchive(Bundles.archive("name: guard\nrules: 7\n"))
                        .build()),
            Code.FAILED_PRECONDITION,
            "BUNDLE_REJECTED",
            Map.of("bundle", "guard", "diagnostics", "2")),
        row(
            "a name that is none",
            c -> c.getVersion(GetVersionRequest.newBuilder().setName("guard").build()),
            Code.INVALID_ARGUMENT,
            "INVALID_REQUEST",
            Map.of(field, "name")),
        row(
            "get a version that is not there",
            c -> c.getVersion(GetVersionRequest.newBuilder().setName(MISSING).build()),
            Code.NOT_FOUND,
            "RESOURCE_NOT_FOUND",
            Map.of(resource, MISSING)),
        row(
            "download a version that is not there",
            c -> c.downloadVersion(DownloadVersionRequest.newBuilder().setName(MISSING).build()),
            Code.NOT_FOUND,
            "RESOURCE_NOT_FOUND",
            Map.of(resource, MISSING)),
        row(
            "compare with a version that is not there",
            c ->
                c.compareVersions(
                    CompareVersionsRequest.newBuilder()
                        .setFrom("bundles/guard/versions/latest")
                        .setTo(MISSING)
                        .build()),
            Code.NOT_FOUND,
            "RESOURCE_NOT_FOUND",
            Map.of(resource, MISSING)),
        row(
            "a negative page size",
            c ->
                c.listVersions(
                    ListVersionsRequest.newBuilder()
                        .setParent("bundles/-")
                        .setPageSize(-1)
                        .build()),
            Code.INVALID_ARGUMENT,
            "INVALID_REQUEST",
            Map.of(field, "page_size")),
        row(
            "a page token that is none",
            c ->
                c.listVersions(
                    ListVersionsRequest.newBuilder()
                        .setParent("bundles/-")
                        .setPageToken("!")
                        .build()),
            Code.INVALID_ARGUMENT,
            "INVALID_PAGE_TOKEN",
            Map.of(field, "page_token")),
        row(
            "get a channel that is not there",
            c ->
                c.getChannel(
                    GetChannelRequest.newBuilder().setName("bundles/guard/channels/none").build()),
            Code.NOT_FOUND,
            "RESOURCE_NOT_FOUND",
            Map.of(resource, "bundles/guard/channels/none")),
        row(
            "move to a version that is not there",
            c -> c.moveChannel(Registry.request("guard", "shadow", 9, 0).build()),
            Code.NOT_FOUND,
            "RESOURCE_NOT_FOUND",
            Map.of(resource, MISSING)),
        row(
            "move to a version of another bundle",
            c ->
                c.moveChannel(
                    Registry.request("guard", "shadow", 1, 0)
                        .setVersion("bundles/other/versions/1")
                        .build()),
            Code.INVALID_ARGUMENT,
            "INVALID_REQUEST",
            Map.of(field, "version")),
        row(
            "expect a version of another bundle",
            c ->
                c.moveChannel(
                    Registry.request("guard", "shadow", 1, 0)
                        .setExpectedVersion("bundles/other/versions/1")
                        .build()),
            Code.INVALID_ARGUMENT,
            "INVALID_REQUEST",
            Map.of(field, "expected_version")),
        row(
            "a reason that no text column holds",
            c -> c.moveChannel(Registry.request("guard", "shadow", 1, 0).setReason("\0").build()),
            Code.INVALID_ARGUMENT,
            "INVALID_REQUEST",
            Map.of(field, "reason")),
        row(
            "move a channel that is elsewhere",
            c -> c.moveChannel(Registry.request("guard", "shadow", 1, 1).build()),
            Code.ABORTED,
            "STATE_MOVED",
            Map.of(
                resource,
                "bundles/guard/channels/shadow",
                "expected",
                "bundles/guard/versions/1",
                "actual",
                "")));
  }

  private static Arguments row(
      String name,
      Consumer<PolicyRegistryServiceBlockingStub> call,
      Code code,
      String reason,
      Map<String, String> metadata) {
    return Arguments.of(name, call, code, reason, metadata);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void answersAsDocumented(
      String name,
      Consumer<PolicyRegistryServiceBlockingStub> call,
      Code code,
      String reason,
      Map<String, String> metadata) {
    var thrown =
        catchThrowableOfType(StatusRuntimeException.class, () -> call.accept(registry.client()));
    assertThat(thrown).as(name).isNotNull();
    assertThat(thrown.getStatus().getCode()).isEqualTo(code);
    var error =
        Errors.of(
            () -> {
              throw thrown;
            });
    assertThat(error.getReason()).isEqualTo(reason);
    assertThat(error.getDomain()).isEqualTo("hindcast.dev");
    assertThat(error.getMetadataMap()).isEqualTo(metadata);
  }
}
