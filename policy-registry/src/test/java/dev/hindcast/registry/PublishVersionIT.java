package dev.hindcast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.policy.v1.DownloadVersionRequest;
import dev.hindcast.proto.policy.v1.GetVersionRequest;
import dev.hindcast.proto.policy.v1.PublishVersionRequest;
import dev.hindcast.proto.policy.v1.PublishVersionResponse;
import dev.hindcast.proto.policy.v1.Version;
import dev.hindcast.testkit.Errors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PublishVersionIT {
  private static Registry registry;

  @BeforeAll
  static void start() {
    registry = Registry.start();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void aBundleBecomesAVersionOnce() {
    var archive = Bundles.archive("once", 500);

    var first = registry.publish(archive);
    var second = registry.publish(archive);

    assertThat(first.getCreated()).isTrue();
    assertThat(second.getCreated()).isFalse();
    assertThat(second.getVersion()).isEqualTo(first.getVersion());
    var version = first.getVersion();
    assertThat(version.getName()).isEqualTo("bundles/once/versions/1");
    assertThat(version.getBundle()).isEqualTo("once");
    assertThat(version.getNumber()).isEqualTo(1);
    assertThat(version.getEngine()).isEqualTo("cel");
    assertThat(version.getRuleCount()).isEqualTo(1);
    assertThat(version.getDescription()).isEqualTo("refunds stay small");
    assertThat(version.getPublisher()).isEqualTo("ada");
    assertThat(version.getSizeBytes()).isEqualTo(archive.size());
    assertThat(version.getDigest())
        .isEqualTo(BundleSource.fromTarGz(archive.toByteArray()).digest());
    assertThat(version.getCreateTime())
        .isEqualTo(
            Timestamp.newBuilder()
                .setSeconds(TestClock.START.getEpochSecond())
                .setNanos(123_456_000)
                .build());
    assertThat(first.getTestsList())
        .singleElement()
        .satisfies(
            test -> {
              assertThat(test.getTest()).isEqualTo("a large refund is denied");
              assertThat(test.getPassed()).isTrue();
            });
  }

  @Test
  void equalFilesAreOneVersionWhateverPackedThem() {
    var yaml = Bundles.refunds("packed", 500);
    var here = new LinkedHashMap<>(Map.of("bundle.yaml", yaml));
    here.put("README.md", "why");
    var there = new LinkedHashMap<>(Map.of("README.md", "why"));
    there.put("bundle.yaml", yaml);
    var one = Bundles.tar(here, "", 0);
    var other = Bundles.tar(there, "./", 1_700_000_000_000L);
    assertThat(one).isNotEqualTo(other);

    var first = registry.publish(one);
    var second = registry.publish(other);

    assertThat(second.getCreated()).isFalse();
    assertThat(second.getVersion()).isEqualTo(first.getVersion());
    var stored = download("bundles/packed/versions/1");
    assertThat(BundleSource.fromTarGz(stored.toByteArray()).digest())
        .isEqualTo(first.getVersion().getDigest());
    assertThat(stored).hasSize((int) first.getVersion().getSizeBytes());
  }

  @Test
  void equalFilesUnderTwoNamesAreTwoBundles() {
    registry.publishVersions("left", 1);
    registry.publishVersions("right", 1);
    assertThat(get("bundles/left/versions/1").getDigest())
        .isNotEqualTo(get("bundles/right/versions/1").getDigest());
  }

  @Test
  void racingPublishersOfTheSameFilesGetOneVersion() {
    var archive = Bundles.archive("same", 500);

    var answers = Registry.race(12, () -> registry.publish(archive));

    assertThat(answers).filteredOn(PublishVersionResponse::getCreated).hasSize(1);
    assertThat(answers)
        .extracting(PublishVersionResponse::getVersion)
        .containsOnly(get("bundles/same/versions/1"));
    assertThat(registry.list("bundles/same", 0, "").getVersionsList()).hasSize(1);
  }

  @Test
  void racingPublishersOfOtherFilesGetNumbersWithoutGaps() {
    var limit = new AtomicInteger();

    var answers =
        Registry.race(
            16,
            // Two of each: a publisher that finds its files published must not use up a number.
            () -> registry.publish(Bundles.archive("other", limit.getAndIncrement() / 2)));

    assertThat(answers).filteredOn(PublishVersionResponse::getCreated).hasSize(8);
    assertThat(registry.list("bundles/other", 0, "").getVersionsList())
        .extracting(Version::getNumber)
        .containsExactlyElementsOf(LongStream.iterate(8, n -> n >= 1, n -> n - 1).boxed().toList());
  }

  @Test
  void validationStoresNothing() {
    var request =
        PublishVersionRequest.newBuilder()
            .setArchive(Bundles.archive("dry", 500))
            .setValidateOnly(true)
            .build();

    var answer = registry.client().publishVersion(request);

    assertThat(answer.getCreated()).isFalse();
    assertThat(answer.getVersion().getNumber()).isZero();
    assertThat(answer.getVersion().getName()).isEmpty();
    assertThat(answer.getVersion().getBundle()).isEqualTo("dry");
    assertThat(answer.getVersion().getDigest()).hasSize(64);
    assertThat(answer.getTestsList()).hasSize(1);
    assertThat(registry.list("bundles/dry", 0, "").getVersionsList()).isEmpty();

    var published = registry.publish(Bundles.archive("dry", 500));
    assertThat(published.getVersion().getNumber()).isEqualTo(1);
    assertThat(registry.client().publishVersion(request).getVersion())
        .isEqualTo(published.getVersion());
  }

  @Test
  void latestIsTheNewestAndADownloadIsWhatWasPublished() {
    registry.publishVersions("fetched", 3);

    assertThat(get("bundles/fetched/versions/latest").getNumber()).isEqualTo(3);
    assertThat(get("bundles/fetched/versions/2").getNumber()).isEqualTo(2);
    assertThat(download("bundles/fetched/versions/2")).isEqualTo(Bundles.archive("fetched", 2));
    assertThat(download("bundles/fetched/versions/latest"))
        .isEqualTo(Bundles.archive("fetched", 3));
    for (var name : List.of("bundles/fetched/versions/4", "bundles/nobody/versions/latest")) {
      var error = Errors.of(() -> get(name));
      assertThat(error.getReason()).isEqualTo("RESOURCE_NOT_FOUND");
      assertThat(error.getMetadataMap()).isEqualTo(Map.of("resource", name));
    }
  }

  private static Version get(String name) {
    return registry.client().getVersion(GetVersionRequest.newBuilder().setName(name).build());
  }

  private static ByteString download(String name) {
    return registry
        .client()
        .downloadVersion(DownloadVersionRequest.newBuilder().setName(name).build())
        .getArchive();
  }
}
