package dev.hindcast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.page.PageToken;
import dev.hindcast.proto.policy.v1.Version;
import dev.hindcast.testkit.Errors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListVersionsIT {
  @Test
  void pagesShowEveryVersionOnceNewestFirst() {
    try (var registry = Registry.start()) {
      registry.publishVersions("guard", 5);
      registry.publishVersions("other", 2);

      assertThat(pages(registry, "bundles/guard", 2))
          .containsExactly(
              List.of("bundles/guard/versions/5", "bundles/guard/versions/4"),
              List.of("bundles/guard/versions/3", "bundles/guard/versions/2"),
              List.of("bundles/guard/versions/1"));
      assertThat(pages(registry, "bundles/guard", 5)).hasSize(1);
      assertThat(pages(registry, "bundles/-", 3))
          .containsExactly(
              List.of(
                  "bundles/other/versions/2",
                  "bundles/other/versions/1",
                  "bundles/guard/versions/5"),
              List.of(
                  "bundles/guard/versions/4",
                  "bundles/guard/versions/3",
                  "bundles/guard/versions/2"),
              List.of("bundles/guard/versions/1"));
      assertThat(pages(registry, "bundles/nobody", 0)).containsExactly(List.of());
    }
  }

  @Test
  void aVersionPublishedBetweenTwoPagesShiftsNothing() {
    try (var registry = Registry.start()) {
      registry.publishVersions("guard", 3);
      var first = registry.list("bundles/guard", 2, "");
      var published = registry.publish(Bundles.archive("guard", 99));

      var second = registry.list("bundles/guard", 2, first.getNextPageToken());

      assertThat(published.getVersion().getNumber()).isEqualTo(4);
      assertThat(second.getVersionsList()).extracting(Version::getNumber).containsExactly(1L);
      assertThat(second.getNextPageToken()).isEmpty();
    }
  }

  @Test
  void aTokenOfAnotherListingIsRefused() {
    try (var registry = Registry.start()) {
      registry.publishVersions("guard", 2);
      var token = registry.list("bundles/guard", 1, "").getNextPageToken();

      for (var wrong :
          List.of(token + "x", "?", new PageToken("many").encode("versions of guard"))) {
        var error = Errors.of(() -> registry.list("bundles/guard", 1, wrong));
        assertThat(error.getReason()).isEqualTo("INVALID_PAGE_TOKEN");
      }
      assertThat(Errors.of(() -> registry.list("bundles/-", 1, token)).getReason())
          .isEqualTo("INVALID_PAGE_TOKEN");
    }
  }

  private static List<List<String>> pages(Registry registry, String parent, int size) {
    var pages = new ArrayList<List<String>>();
    var token = "";
    do {
      var page = registry.list(parent, size, token);
      pages.add(page.getVersionsList().stream().map(Version::getName).toList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return pages;
  }
}
