package dev.hindcast.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bundles users are shown compile without a warning, and their own tests pass. */
class ExampleBundlesTest {

  static List<Path> bundles() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", "examples", "bundles"))) {
      return files.filter(file -> file.endsWith("bundle.yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void embeddedTestsPass(Path file) throws IOException {
    String yaml = Files.readString(file);

    assertThat(TestBundles.diagnostics(yaml)).isEmpty();
    assertThat(BundleTestRunner.run(TestBundles.compile(yaml)))
        .isNotEmpty()
        .allSatisfy(
            outcome -> assertThat(outcome.differences()).as(outcome.test().name()).isEmpty());
  }
}
