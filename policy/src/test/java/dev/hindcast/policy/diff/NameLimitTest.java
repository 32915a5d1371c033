package dev.hindcast.policy.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.judge.ChangeKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NameLimitTest {
  @Test
  void aFewNamesAreLeftAsTheyAre() {
    var counts = Map.of(new KindName(ChangeKind.NEWLY_DENIED, "mailer"), 3L);
    assertThat(NameLimit.of(counts)).isSameAs(counts);
  }

  @Property(tries = 20)
  void partsSumUpToTheWholeHoweverTheyAreCut(@ForAll long seed) {
    var random = new Random(seed);
    var all = counts(random);
    var whole = NameLimit.of(all);
    assertThat(names(whole)).hasSize(NameLimit.MOST_NAMES + 1).contains(NameLimit.OTHERS);
    assertThat(total(whole)).isEqualTo(total(all));
    whole.forEach(
        (key, count) -> {
          if (!key.name().equals(NameLimit.OTHERS)) {
            assertThat(count).isEqualTo(all.get(key));
          }
        });

    var parts = cut(all, random);
    assertThat(parts.stream().map(NameLimit::of).reduce(Map.of(), NameLimitTest::sum))
        .isEqualTo(whole);
  }

  private static Map<KindName, Long> counts(Random random) {
    Map<KindName, Long> counts = new HashMap<>();
    var kinds = ChangeKind.values();
    for (int i = 0; i < NameLimit.MOST_NAMES * 2; i++) {
      var name = "agent-" + random.nextInt(1_000_000);
      counts.put(
          new KindName(kinds[random.nextInt(kinds.length)], name), 1L + random.nextInt(1_000));
    }
    return counts;
  }

  /** Some counts are cut in two, and every part is in any order. */
  private static List<Map<KindName, Long>> cut(Map<KindName, Long> all, Random random) {
    List<Map<KindName, Long>> parts =
        IntStream.range(0, 1 + random.nextInt(6))
            .mapToObj(_ -> new HashMap<KindName, Long>())
            .collect(Collectors.toCollection(ArrayList::new));
    all.forEach(
        (key, count) -> {
          long first = random.nextLong(count + 1);
          add(parts.get(random.nextInt(parts.size())), key, first);
          add(parts.get(random.nextInt(parts.size())), key, count - first);
        });
    Collections.shuffle(parts, random);
    return parts;
  }

  private static void add(Map<KindName, Long> part, KindName key, long count) {
    if (count > 0) {
      part.merge(key, count, Math::addExact);
    }
  }

  private static Map<KindName, Long> sum(Map<KindName, Long> left, Map<KindName, Long> right) {
    return NameLimit.of(Counts.plus(left, right));
  }

  private static long total(Map<KindName, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Set<String> names(Map<KindName, Long> counts) {
    return counts.keySet().stream().map(KindName::name).collect(Collectors.toSet());
  }
}
