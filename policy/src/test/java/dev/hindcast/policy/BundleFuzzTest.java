package dev.hindcast.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.BundleTooLargeException;
import dev.hindcast.policy.engine.Compilation;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Bundles that nobody would write: whatever comes in, it is compiled or rejected with diagnostics,
 * and never with another exception. The same seed gives the same bundles; for a long run say {@code
 * -Dhindcast.fuzz.tries=1000000 -Dhindcast.fuzz.seed=7}.
 */
class BundleFuzzTest {
  private static final int TRIES = Integer.getInteger("hindcast.fuzz.tries", 600);
  private static final long SEED = Long.getLong("hindcast.fuzz.seed", 1);

  private static final List<String> SEEDS =
      List.of(
          TestBundles.resource("agent-guardrails.yaml"),
          TestBundles.resource("modifications.yaml"),
          TestBundles.resource("priority.yaml"));

  /** What breaks parsers: of YAML, of CEL, of patterns, of numbers, of text. */
  private static final List<String> TOKENS =
      List.of(
          "&a",
          "*a",
          "!!binary ",
          "!!java.lang.Object ",
          "<<: *a",
          "---\n",
          "...\n",
          "? ",
          "|\n",
          ">-\n",
          "{",
          "}",
          "[",
          "]",
          "[[[[[[[[",
          "\t",
          "\u0000",
          "\uFEFF",
          "\u2028",
          "'",
          "\"",
          "(a+)+$",
          "(((((((((",
          ".matches('(.*)*')",
          "[0-9]{1000}",
          "args.a.b.c[0]",
          "history.all(h, ",
          "has(args",
          "1e999",
          "-9223372036854775808",
          "9223372036854775808",
          "0x",
          "null",
          "~",
          ".nan",
          "duration('1s')",
          "b'\\xff'",
          "😀",
          "\uD800",
          "effect: deny",
          "effect: [deny]",
          "rules: 1",
          "rules: {}",
          "tests: []",
          "when: true",
          "modify: [ { path: args } ]",
          "engine: rego",
          "match: { tools: ['**', '*.*.*'] }",
          "params: { a: [1, 'x', null] }");

  @Test
  void anyTextIsCompiledOrRejected() {
    var random = new Random(SEED);
    for (var i = 0; i < TRIES; i++) {
      var text = mutated(SEEDS.get(random.nextInt(SEEDS.size())), random);
      assertThatCode(() -> compile(text))
          .as("try " + i + " of seed " + SEED + ":\n" + text)
          .doesNotThrowAnyException();
    }
  }

  private static void compile(String text) {
    try {
      switch (Engines.standard().compile(BundleSource.ofManifest(text))) {
        case Compilation.Compiled _, Compilation.Rejected _ -> {
          // Either is an answer.
        }
      }
    } catch (BundleTooLargeException tooLarge) {
      // An answer too.
    }
  }

  @Test
  void anyBytesAreUnpackedOrRefused() {
    var random = new Random(SEED);
    var archive = BundleSource.ofManifest(SEEDS.getFirst()).toTarGz();
    for (var i = 0; i < TRIES; i++) {
      var bytes = mutated(archive, random);
      assertThatCode(() -> unpack(bytes))
          .as("try " + i + " of seed " + SEED)
          .doesNotThrowAnyException();
    }
  }

  private static void unpack(byte[] bytes) {
    try {
      var _ = BundleSource.fromTarGz(bytes).digest();
    } catch (IllegalArgumentException refused) {
      // As documented.
    }
  }

  private static String mutated(String seed, Random random) {
    var text = new StringBuilder(seed);
    for (var steps = 1 + random.nextInt(6); steps > 0; steps--) {
      var at = random.nextInt(text.length() + 1);
      var end = Math.min(text.length(), at + random.nextInt(40));
      switch (random.nextInt(6)) {
        case 0 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
        case 1 -> text.delete(at, end);
        case 2 -> text.insert(random.nextInt(text.length() + 1), text.substring(at, end));
        case 3 -> text.insert(at, String.valueOf((char) random.nextInt(0x3000)));
        case 4 ->
            text.insert(
                at, TOKENS.get(random.nextInt(TOKENS.size())).repeat(1 + random.nextInt(300)));
        default -> text.replace(at, end, TOKENS.get(random.nextInt(TOKENS.size())));
      }
    }
    return text.toString();
  }

  /**
   * Half of them change the packed bytes, half the unpacked ones, which gzip's check would hide.
   */
  private static byte[] mutated(byte[] archive, Random random) {
    if (random.nextBoolean()) {
      return flipped(archive, random);
    }
    try (var in = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(archive))) {
      var tar = flipped(in.readAllBytes(), random);
      var bytes = new ByteArrayOutputStream();
      try (var out = new java.util.zip.GZIPOutputStream(bytes)) {
        out.write(tar);
      }
      return bytes.toByteArray();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    var kept = new ArrayList<Byte>();
    var from = random.nextInt(20) == 0 ? random.nextInt(bytes.length) : 0;
    var to = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
    for (var i = from; i < to; i++) {
      kept.add(bytes[i]);
    }
    for (var steps = random.nextInt(8); steps > 0 && !kept.isEmpty(); steps--) {
      // The header of a tar is where its sizes, types and names are.
      var at = random.nextInt(Math.min(kept.size(), random.nextBoolean() ? 512 : kept.size()));
      kept.set(at, (byte) random.nextInt(256));
    }
    var result = new byte[kept.size()];
    for (var i = 0; i < result.length; i++) {
      result[i] = kept.get(i);
    }
    return result;
  }

  @Test
  void theSeedsThemselvesAreGood() {
    SEEDS.forEach(seed -> TestBundles.compile(new String(seed.getBytes(UTF_8), UTF_8)));
  }
}
