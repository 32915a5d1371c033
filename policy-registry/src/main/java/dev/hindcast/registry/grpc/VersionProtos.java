package dev.hindcast.registry.grpc;

import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import dev.hindcast.policy.engine.TestOutcome;
import dev.hindcast.proto.policy.v1.Diagnostic;
import dev.hindcast.proto.policy.v1.DownloadVersionResponse;
import dev.hindcast.proto.policy.v1.ListVersionsResponse;
import dev.hindcast.proto.policy.v1.PublishVersionResponse;
import dev.hindcast.proto.policy.v1.Severity;
import dev.hindcast.proto.policy.v1.TestResult;
import dev.hindcast.registry.version.BundleFacts;
import dev.hindcast.registry.version.Publication;
import dev.hindcast.registry.version.StoredVersion;
import dev.hindcast.registry.version.Version;
import dev.hindcast.registry.version.VersionPage;
import java.time.Instant;

/** Versions as messages. */
final class VersionProtos {
  private VersionProtos() {}

  static PublishVersionResponse response(Publication publication, String publisher) {
    var response =
        PublishVersionResponse.newBuilder()
            .setVersion(
                publication
                    .version()
                    .map(VersionProtos::message)
                    .orElseGet(() -> unstored(publication, publisher)))
            .setCreated(publication.created());
    publication.checked().warnings().forEach(w -> response.addWarnings(message(w)));
    publication.checked().tests().forEach(test -> response.addTests(message(test)));
    return response.build();
  }

  static DownloadVersionResponse response(StoredVersion stored) {
    return DownloadVersionResponse.newBuilder()
        .setVersion(message(stored.version()))
        .setArchive(UnsafeByteOperations.unsafeWrap(stored.archive()))
        .build();
  }

  static ListVersionsResponse response(VersionPage page) {
    return ListVersionsResponse.newBuilder()
        .addAllVersions(page.versions().stream().map(VersionProtos::message).toList())
        .setNextPageToken(page.nextToken())
        .build();
  }

  static dev.hindcast.proto.policy.v1.Version message(Version version) {
    return facts(version.name().bundle(), version.facts())
        .setName(version.name().toString())
        .setNumber(version.name().number())
        .setSizeBytes(version.sizeBytes())
        .setCreateTime(timestamp(version.createTime()))
        .setPublisher(version.publisher())
        .build();
  }

  /** What the version would be, without name, number and time. */
  private static dev.hindcast.proto.policy.v1.Version unstored(
      Publication publication, String publisher) {
    return facts(publication.checked().bundle().name(), publication.facts())
        .setSizeBytes(publication.archiveBytes())
        .setPublisher(publisher)
        .build();
  }

  private static dev.hindcast.proto.policy.v1.Version.Builder facts(
      String bundle, BundleFacts facts) {
    return dev.hindcast.proto.policy.v1.Version.newBuilder()
        .setBundle(bundle)
        .setDigest(facts.digest())
        .setEngine(facts.engine())
        .setRuleCount(facts.rules())
        .setDescription(facts.description());
  }

  private static Diagnostic message(dev.hindcast.policy.bundle.Diagnostic diagnostic) {
    return Diagnostic.newBuilder()
        .setSeverity(
            switch (diagnostic.severity()) {
              case ERROR -> Severity.SEVERITY_ERROR;
              case WARNING -> Severity.SEVERITY_WARNING;
            })
        .setFile(diagnostic.file())
        .setLine(diagnostic.line())
        .setColumn(diagnostic.column())
        .setMessage(diagnostic.message())
        .build();
  }

  private static TestResult message(TestOutcome outcome) {
    return TestResult.newBuilder()
        .setTest(outcome.test().name())
        .setPassed(outcome.passed())
        .setDetail(String.join("; ", outcome.differences()))
        .build();
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
