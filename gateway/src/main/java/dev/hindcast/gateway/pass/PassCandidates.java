package dev.hindcast.gateway.pass;

import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchRole;
import dev.hindcast.gateway.branch.StoredBundle;
import dev.hindcast.gateway.plan.Candidates;
import dev.hindcast.gateway.plan.PolicyCompiler;
import dev.hindcast.gateway.plan.PolicyCompiler.ReadyPolicy;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;

/** The candidates of one pass: every bundle that was named, with every combination of values. */
record PassCandidates(PassRequest request, PolicyCompiler compiler) implements Candidates {
  private static final String VERSION = "bundles/";

  @Override
  public List<String> versions() {
    return named().stream().filter(id -> id.startsWith(VERSION)).toList();
  }

  private List<String> named() {
    return request.candidates().isEmpty()
        ? request.replay().candidate().stream().toList()
        : request.candidates();
  }

  @Override
  public List<ReadyPolicy> choose(BranchReader branch) {
    var candidates = new ArrayList<ReadyPolicy>();
    var known = new HashMap<String, String>();
    for (var stored : stored(branch)) {
      for (var overrides : ParamSweep.combinations(request.sweeps())) {
        var candidate = compiler.compile(stored, overrides);
        var text = describe(stored, candidate);
        var same = known.putIfAbsent(candidate.ref().digest(), text);
        if (same != null) {
          throw new FailureException(
              new Failure.InvalidRequest(
                  request.sweeps().isEmpty() ? "candidates" : "sweep",
                  text + " is the same policy as " + same + ": leave one out"));
        }
        candidates.add(candidate);
      }
    }
    return candidates;
  }

  private List<StoredBundle> stored(BranchReader branch) {
    var stored = new ArrayList<StoredBundle>();
    if (named().isEmpty()) {
      stored.add(
          branch
              .loaded(BranchRole.CANDIDATE)
              .orElseThrow(
                  () ->
                      wrongState(
                          "without a candidate",
                          "a replay needs one: load a bundle into the branch, or name published"
                              + " versions as `candidates`")));
    }
    for (var id : named()) {
      stored.add(
          branch
              .candidate(id)
              .orElseThrow(
                  () ->
                      wrongState(
                          "without " + id + " as a candidate",
                          id.startsWith(VERSION)
                              ? "the replay asked for it: somebody else works on this branch"
                              : "load that bundle into the branch, then name its digest")));
    }
    var bundle = stored.getFirst().bundle();
    for (var other : stored) {
      if (!other.bundle().equals(bundle)) {
        throw new FailureException(
            new Failure.InvalidRequest(
                "candidates",
                "are of the bundles "
                    + bundle
                    + " and "
                    + other.bundle()
                    + ": a pass has one baseline, so all must be of one; start a pass for each"));
      }
    }
    return stored;
  }

  private static String describe(StoredBundle stored, ReadyPolicy candidate) {
    var text = new StringBuilder(stored.version().isEmpty() ? stored.digest() : stored.version());
    candidate
        .ref()
        .derivation()
        .ifPresent(
            derivation ->
                derivation
                    .overrides()
                    .forEach(o -> text.append(' ').append(o.param()).append('=').append(o.json())));
    return text.toString();
  }

  private FailureException wrongState(String state, String required) {
    return new FailureException(new Failure.WrongState(request.replay().branch(), state, required));
  }

  @Override
  public String digest(String rest) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      var text = "pass\n" + rest + "\n" + request.candidates() + "\n" + request.sweeps();
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
