package dev.hindcast.cli.audit;

import dev.hindcast.platform.audit.AuditChain;
import dev.hindcast.platform.audit.AuditEntry;
import dev.hindcast.platform.audit.AuditFact;
import dev.hindcast.platform.audit.AuditHead;
import dev.hindcast.platform.audit.AuditKind;
import dev.hindcast.proto.audit.v1.ListEntriesResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The chains of several services' logs, and what is wrong with them. Not thread-safe. */
final class VerifiedLogs {
  /** Those that keep a log. */
  private static final List<String> SERVICES =
      List.of("gateway", "policy-registry", "branch-service");

  private final Map<String, AuditChain> chains = new TreeMap<>();
  private final Map<String, String> broken = new TreeMap<>();
  private final Map<String, Map<Long, String>> wanted = new HashMap<>();
  private final Map<String, AuditHead> claimed = new HashMap<>();

  /** Requires that a log has an entry with a hash: a head that was kept. */
  void require(String service, AuditHead head) {
    wanted.computeIfAbsent(service, _ -> new HashMap<>()).put(head.number(), head.hash());
  }

  /** The next entries of a service's log; all after a broken one are not looked at. */
  void add(ListEntriesResponse page) {
    var service = page.getService();
    var chain = chains.computeIfAbsent(service, AuditChain::new);
    if (page.getHeadNumber() > 0) {
      claimed.put(service, new AuditHead(page.getHeadNumber(), page.getHeadHash()));
    }
    for (var entry : page.getEntriesList()) {
      if (broken.containsKey(service)) {
        return;
      }
      chain.add(value(entry)).ifPresent(problem -> broken.put(service, problem));
      var kept = wanted.getOrDefault(service, Map.of());
      if (entry.getHash().equals(kept.get(entry.getNumber()))) {
        kept.remove(entry.getNumber());
      }
    }
  }

  /** What to say of services whose logs were not read; empty if all were. */
  Optional<String> missing() {
    var absent = SERVICES.stream().filter(service -> !chains.containsKey(service)).toList();
    return absent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "# not here: the logs of "
                + String.join(" and ", absent)
                + ", which the gateway does not pass on; name them with --registry and --branches");
  }

  /** {@code SERVICE:NUMBER:HASH} of every log, as {@code --head} takes it. */
  List<String> heads() {
    return chains.entrySet().stream()
        .map(
            log ->
                log.getKey()
                    + ":"
                    + log.getValue().head().number()
                    + ":"
                    + log.getValue().head().hash())
        .toList();
  }

  /** A line for each log that is whole. */
  List<String> sound() {
    return chains.entrySet().stream()
        .filter(log -> !broken.containsKey(log.getKey()))
        .map(
            log ->
                log.getKey()
                    + ": "
                    + log.getValue().head().number()
                    + " entries, each as it was written, "
                    + log.getValue().openAttempts()
                    + " attempts without an outcome")
        .toList();
  }

  /** What is wrong; empty: nothing. Called at the end. */
  List<String> problems() {
    var problems = new ArrayList<String>();
    broken.forEach((service, problem) -> problems.add(service + ": " + problem));
    claimed.forEach(
        (service, head) -> {
          var read = chains.get(service).head();
          // More may have been written since; less is a log that was cut.
          if (!broken.containsKey(service) && read.number() < head.number()) {
            problems.add(
                service + ": ends at entry " + read.number() + ", its head is " + head.number());
          }
        });
    wanted.forEach(
        (service, heads) ->
            heads.keySet().stream()
                .sorted()
                .forEach(
                    number ->
                        problems.add(
                            service
                                + ": entry "
                                + number
                                + " is not there with the hash that --head gives: the log was cut or written anew")));
    return problems;
  }

  private static AuditEntry value(dev.hindcast.proto.audit.v1.AuditEntry entry) {
    var kind =
        switch (entry.getKind()) {
          case KIND_ATTEMPT -> AuditKind.ATTEMPT;
          case KIND_OUTCOME -> AuditKind.OUTCOME;
          case KIND_DENIAL, KIND_UNSPECIFIED, UNRECOGNIZED -> AuditKind.DENIAL;
        };
    return new AuditEntry(
        entry.getNumber(),
        Instant.ofEpochSecond(entry.getEntryTime().getSeconds(), entry.getEntryTime().getNanos()),
        new AuditFact(
            kind,
            kind == AuditKind.OUTCOME ? Math.max(1, entry.getAttempt()) : 0,
            entry.getSubject(),
            entry.getOnBehalfOf(),
            entry.getMethod(),
            entry.getResource(),
            entry.getDetail(),
            entry.getCode(),
            entry.getSuppressedCount()),
        entry.getPreviousHash(),
        entry.getHash());
  }
}
