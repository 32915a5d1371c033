package dev.hindcast.registry.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.failure.Failure.Finding;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingBudgetTest {
  @Test
  void ordinaryFindingsStayAsTheyAre() {
    var findings =
        Collections.nCopies(
            200, new Finding("COMPILE", "bundle.yaml:120:33", "undeclared reference to 'amuont'"));
    assertThat(FindingBudget.apply(findings)).isEqualTo(findings);
    assertThat(FindingBudget.apply(List.of())).isEmpty();
  }

  @Test
  void tooManyAreCutWithTheirNumber() {
    var findings = Collections.nCopies(2000, new Finding("TEST", "a test", "x".repeat(500)));

    var kept = FindingBudget.apply(findings);

    var bytes = kept.stream().mapToInt(f -> f.subject().length() + f.text().length()).sum();
    assertThat(bytes).isBetween(FindingBudget.MAX_BYTES / 2, FindingBudget.MAX_BYTES);
    assertThat(kept.getLast().type()).isEqualTo("OMITTED");
    assertThat(kept.getLast().text()).startsWith((2001 - kept.size()) + " more");
  }

  @Test
  void aLongTextIsCutBetweenCharacters() {
    var kept = FindingBudget.apply(List.of(new Finding("TEST", "t", "x" + "😀".repeat(999))));
    var text = kept.getFirst().text();
    assertThat(text).endsWith("😀…").hasSize(1000);
  }
}
