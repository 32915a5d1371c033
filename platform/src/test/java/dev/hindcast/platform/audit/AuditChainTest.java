package dev.hindcast.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AuditChainTest {
  private static final Instant START = Instant.parse("2026-11-23T00:00:00.123456789Z");

  private static AuditFact fact(AuditKind kind, long attempt, String subject) {
    return new AuditFact(kind, attempt, subject, "", "a.B/C", "bundles/x", "text", "OK", 0);
  }

  private static List<AuditEntry> log() {
    var facts =
        List.of(
            fact(AuditKind.ATTEMPT, 0, "ada"),
            fact(AuditKind.OUTCOME, 1, "ada"),
            fact(AuditKind.DENIAL, 0, "eve"),
            fact(AuditKind.ATTEMPT, 0, "bob"));
    var log = new ArrayList<AuditEntry>();
    var hash = AuditEntry.NOTHING;
    for (var fact : facts) {
      var entry = AuditEntry.after("gateway", log.size() + 1, hash, START, fact);
      log.add(entry);
      hash = entry.hash();
    }
    return log;
  }

  private static List<String> problems(List<AuditEntry> log) {
    var chain = new AuditChain("gateway");
    return log.stream().flatMap(entry -> chain.add(entry).stream()).toList();
  }

  @Test
  void aLogAsItWasWrittenIsSound() {
    var chain = new AuditChain("gateway");
    log().forEach(entry -> assertThat(chain.add(entry)).isEmpty());
    assertThat(chain.head().number()).isEqualTo(4);
    assertThat(chain.openAttempts()).isEqualTo(1);
  }

  @Test
  void theHashIsWhatTheGuideSays() {
    // Worked out apart from the code: whoever reads the guide can verify a log.
    assertThat(log().getFirst().hash())
        .isEqualTo("a5f9e0fff825d7703b4eaf3c2fefc4d86208e6a60a4ad3cd54fb16fff7f59cc0");
  }

  @Test
  void everyWordOfAnEntryCounts() {
    for (UnaryOperator<AuditFact> change :
        List.<UnaryOperator<AuditFact>>of(
            f ->
                new AuditFact(
                    AuditKind.DENIAL,
                    0,
                    f.subject(),
                    "",
                    f.method(),
                    f.resource(),
                    f.detail(),
                    f.code(),
                    0),
            f ->
                new AuditFact(
                    f.kind(), 0, "eve", "", f.method(), f.resource(), f.detail(), f.code(), 0),
            f ->
                new AuditFact(
                    f.kind(),
                    0,
                    f.subject(),
                    "eve",
                    f.method(),
                    f.resource(),
                    f.detail(),
                    f.code(),
                    0),
            f ->
                new AuditFact(
                    f.kind(), 0, f.subject(), "", "a.B/D", f.resource(), f.detail(), f.code(), 0),
            f ->
                new AuditFact(
                    f.kind(), 0, f.subject(), "", f.method(), "bundles/y", f.detail(), f.code(), 0),
            f ->
                new AuditFact(
                    f.kind(), 0, f.subject(), "", f.method(), f.resource(), "other", f.code(), 0),
            f ->
                new AuditFact(
                    f.kind(), 0, f.subject(), "", f.method(), f.resource(), f.detail(), "", 0),
            f ->
                new AuditFact(
                    f.kind(),
                    0,
                    f.subject(),
                    "",
                    f.method(),
                    f.resource(),
                    f.detail(),
                    f.code(),
                    1),
            // What moves from one text to its neighbour leaves the sum of both as it was.
            f ->
                new AuditFact(
                    f.kind(), 0, "ad", "a", f.method(), f.resource(), f.detail(), f.code(), 0))) {
      var log = log();
      var first = log.getFirst();
      log.set(
          0,
          new AuditEntry(
              1, first.time(), change.apply(first.fact()), first.previousHash(), first.hash()));
      assertThat(problems(log).getFirst()).contains("entry 1 is not as it was written");
    }
    var log = log();
    var first = log.getFirst();
    log.set(
        0,
        new AuditEntry(
            1, first.time().plusNanos(1000), first.fact(), first.previousHash(), first.hash()));
    assertThat(problems(log)).isNotEmpty();
  }

  @Test
  void anEntryThatWasWrittenAnewNoLongerFitsTheNext() {
    var log = log();
    var forged =
        AuditEntry.after(
            "gateway", 1, AuditEntry.NOTHING, START, fact(AuditKind.ATTEMPT, 0, "eve"));
    log.set(0, forged);
    assertThat(problems(log).getFirst()).contains("entry 2 does not follow");
  }

  @Test
  void aGapAndAnotherServicesLogAreFound() {
    var gap = log();
    gap.remove(2);
    assertThat(problems(gap).getFirst()).contains("entry 4 follows entry 2");
    assertThat(new AuditChain("policy-registry").add(log().getFirst())).isPresent();
  }

  @Test
  void textsAreStoredAsPostgresqlGivesThemBack() {
    var fact =
        new AuditFact(AuditKind.DENIAL, 0, "a\0b\uD800c", "", "m", "", "x".repeat(5000), "", 0);
    assertThat(fact.subject()).isEqualTo("a\uFFFDb\uFFFDc");
    assertThat(fact.detail()).hasSize(2000);
    var emoji = new AuditFact(AuditKind.DENIAL, 0, "😀".repeat(400), "", "m", "", "", "", 0);
    assertThat(emoji.subject().codePointCount(0, emoji.subject().length())).isEqualTo(300);
  }
}
