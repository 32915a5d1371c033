package dev.hindcast.gateway.delta;

import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.policy.bundle.BundleSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Pairs of bundles that differ in a few rules, over few keys and odd literals. */
final class RandomBundles {
  private static final List<String> KEYS = List.of("a", "b", "c");

  private static final List<String> NUMBERS =
      List.of(
          "0", "1", "2", "-1", "2.5", "0.1", "500", "500.0", "9007199254740992",
          "9007199254740993", "9223372036854775807", "1e20", "-0.0", "1e-300", "1e308");

  private static final List<String> TEXTS =
      List.of(
          "'x'", "'xx'", "'X'", "''", "'a\\'b'", "'\\\\'", "'$1 ? %_!'", "'kiss'", "'\\u00e9'",
          "'\\U0001F600'", "'\\uE000'", "'rm -rf'", "'true'", "'1'");

  private static final List<String> ATOMS =
      List.of(
          "args.K1 OP N", "args.K1 OP N", "N OP args.K1", "args.K1 OP T", "args.K1.K2 OP N",
          "args['K1'] OP N", "context.K1 OP T", "context.K1 OP N", "args.K1 == T", "args.K1 != N",
          "args.K1 == N", "args.K1 == null", "args.K1 != null", "args.K1 == true", "args.K1",
          "!args.K1", "args.K1.K2", "has(args.K1)", "has(args.K1.K2)", "has(context.K1)",
          "has(args.K1.K2.K3)", "'K1' in args", "'K1' in args.K2", "'K1' in context", "T in args.K1",
          "args.K1 in [N, T, null]", "args.K1 in [T, T]", "args.K1 in [N, N]", "args.K1 in params.list",
          "args.K1 OP params.n", "args.K1 == params.t", "params.flag", "params.flag && args.K1 OP N",
          "args.K1.startsWith(T)", "args.K1.endsWith(T)", "args.K1.contains(T)",
          "args.K1.K2.contains(T)", "context.K1.startsWith(T)", "args.K1.lowerAscii().contains(T)",
          "args.K1.upperAscii() == T", "args.K1.lowerAscii() in [T, T]",
          "args.K1.matches('^x')", "args.K1.matches('x$')", "args.K1.matches('x|kiss')",
          "args.K1.matches('(?i)kiss')", "args.K1.matches('(?i)^x$|RM -RF')", "args.K1.matches('^x+$')",
          "args.K1.matches('a\\\\.b')", "action.tool == T", "action.agent OP T", "action.agent in [T, T]",
          "action.model.startsWith(T)", "action.step OP N", "action.step == N", "action.step in [1, 2]",
          "action.id OP N", "action.time > timestamp('2026-01-01T00:00:00Z')", "args.K1 == args.K2",
          "size(args) OP 1", "args.K1.size() OP 1", "args.?K1.orValue(N) == N",
          "[T, T].exists(p, args.K1.contains(p))", "[N, N].all(p, args.K1 != p)",
          "params.list.exists(p, p == args.K1)", "args.K1.exists(e, e == N)", "args.K1[0] == N",
          "args.K1 + 1 OP N", "string(args.K1) == T", "dyn(args.K1) OP N", "action.operation == T",
          "args == {}", "args.K1 == [N]", "-args.K1 OP N", "type(args.K1) == int");

  private final RandomGenerator random;

  RandomBundles(RandomGenerator random) {
    this.random = random;
  }

  record Pair(BundleSource baseline, BundleSource candidate, String text) {}

  Pair pair() {
    List<String> rules = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      rules.add(rule("r" + i));
    }
    List<String> other = new ArrayList<>(rules);
    int changes = 1 + random.nextInt(2);
    for (int i = 0; i < changes; i++) {
      change(other);
    }
    String combining = pick("deny-overrides", "deny-overrides", "first-match", "priority");
    String before = bundle(combining, params(), rules);
    String after =
        bundle(combining, random.nextInt(6) == 0 ? params() : paramsOf(before), other);
    return new Pair(
        BundleSource.ofManifest(before),
        BundleSource.ofManifest(after),
        before + "\n-----\n" + after);
  }

  private void change(List<String> rules) {
    int at = rules.isEmpty() ? 0 : random.nextInt(rules.size());
    switch (random.nextInt(6)) {
      case 0 -> rules.add(at, rule("new" + random.nextInt(1000)));
      case 1 -> {
        if (!rules.isEmpty()) {
          rules.remove(at);
        }
      }
      case 2 -> {
        if (rules.size() > 1) {
          rules.add(rules.remove(at));
        }
      }
      default -> {
        if (!rules.isEmpty()) {
          rules.set(at, modified(rules.get(at)));
        }
      }
    }
  }

  /** Another condition, match or effect under the same id. */
  private String modified(String rule) {
    String[] lines = rule.split("\n");
    String[] fresh = rule(lines[0].substring("- id: ".length())).split("\n");
    int line = 1 + random.nextInt(lines.length - 1);
    if (random.nextInt(3) > 0) {
      line = 2;
    }
    lines[line] = fresh[line];
    return String.join("\n", lines);
  }

  private String rule(String id) {
    String effect = pick("deny", "deny", "require_approval", "warn", "allow", "modify");
    return String.join(
        "\n",
        "- id: " + id,
        "  match: " + match(),
        "  when: " + CanonicalJson.write(condition(2)),
        "  effect: "
            + effect
            + (effect.equals("modify") ? ", modify: [{ path: args.a, set: 1 }]" : ""),
        "  reason: " + pick("one", "two"),
        "  onError: " + pick("deny", "skip"),
        "  priority: " + random.nextInt(2));
  }

  private String match() {
    return switch (random.nextInt(6)) {
      case 0 -> "{ tools: [t] }";
      case 1 -> "{ tools: [u, 'a*'] }";
      case 2 -> "{ tools: ['?'], agents: ['x'] }";
      case 3 -> "{ agents: ['*!*', x, '%'], models: [m] }";
      default -> "{ tools: ['*'] }";
    };
  }

  private String condition(int depth) {
    return switch (depth == 0 ? 9 : random.nextInt(10)) {
      case 0, 1, 2 -> "(" + condition(depth - 1) + " && " + condition(depth - 1) + ")";
      case 3, 4 -> "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
      case 5 -> "!(" + condition(depth - 1) + ")";
      case 6 ->
          "("
              + condition(depth - 1)
              + " ? "
              + condition(depth - 1)
              + " : "
              + condition(depth - 1)
              + ")";
      default -> atom();
    };
  }

  private String atom() {
    String atom = ATOMS.get(random.nextInt(ATOMS.size()));
    for (String key : List.of("K1", "K2", "K3")) {
      atom = atom.replace(key, KEYS.get(random.nextInt(KEYS.size())));
    }
    atom = atom.replace("OP", pick("<", "<=", ">", ">="));
    var whole = new StringBuilder();
    for (int i = 0; i < atom.length(); i++) {
      boolean alone =
          (i == 0 || !Character.isLetterOrDigit(atom.charAt(i - 1)))
              && (i + 1 == atom.length() || !Character.isLetterOrDigit(atom.charAt(i + 1)));
      if (alone && atom.charAt(i) == 'N') {
        whole.append(NUMBERS.get(random.nextInt(NUMBERS.size())));
      } else if (alone && atom.charAt(i) == 'T') {
        whole.append(TEXTS.get(random.nextInt(TEXTS.size())));
      } else {
        whole.append(atom.charAt(i));
      }
    }
    return whole.toString();
  }

  private String params() {
    return "params: { n: "
        + pick("1", "500", "0.1", "'x'")
        + ", t: "
        + pick("x", "1", "'a'")
        + ", flag: "
        + pick("true", "false", "1")
        + ", list: "
        + pick("[1, x]", "['xx', '']", "[2.5, null, true]")
        + " }";
  }

  private static String paramsOf(String bundle) {
    return bundle.lines().filter(line -> line.startsWith("params:")).findFirst().orElseThrow();
  }

  private static String bundle(String combining, String params, List<String> rules) {
    var text = new StringBuilder("apiVersion: hindcast/v1\nname: random\ncombining: " + combining);
    text.append('\n').append(params).append('\n');
    if (!rules.isEmpty()) {
      text.append("rules:\n");
      rules.forEach(
          rule ->
              text.append("  ")
                  .append(rule.replace(", modify:", "\n  modify:").replace("\n", "\n  "))
                  .append('\n'));
    }
    return text.toString();
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
