package dev.hindcast.gateway.delta;

import dev.hindcast.policy.action.CanonicalJson;
import java.util.List;
import java.util.random.RandomGenerator;

/** Rules over few keys and odd literals. */
final class RandomBundles {
  private static final List<String> KEYS = List.of("a", "b", "c");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "2",
          "-1",
          "2.5",
          "0.1",
          "500",
          "500.0",
          "9007199254740992",
          "9007199254740993",
          "9223372036854775807",
          "1e20",
          "-0.0",
          "1e-300",
          "1e308");

  private static final List<String> TEXTS =
      List.of(
          "'x'",
          "'xx'",
          "'X'",
          "''",
          "'a\\'b'",
          "'\\\\'",
          "'$1 ? %_!'",
          "'kiss'",
          "'\\u00e9'",
          "'\\U0001F600'",
          "'\\uE000'",
          "'rm -rf'",
          "'true'",
          "'1'");

  private static final List<String> ATOMS =
      List.of(
          "args.K1 OP N",
          "args.K1 OP N",
          "N OP args.K1",
          "args.K1 OP T",
          "args.K1.K2 OP N",
          "args['K1'] OP N",
          "context.K1 OP T",
          "context.K1 OP N",
          "args.K1 == T",
          "args.K1 != N",
          "args.K1 == N",
          "args.K1 == null",
          "args.K1 != null",
          "args.K1 == true",
          "args.K1",
          "!args.K1",
          "args.K1.K2",
          "has(args.K1)",
          "has(args.K1.K2)",
          "has(context.K1)",
          "has(args.K1.K2.K3)",
          "'K1' in args",
          "'K1' in args.K2",
          "'K1' in context",
          "T in args.K1",
          "args.K1 in [N, T, null]",
          "args.K1 in [T, T]",
          "args.K1 in [N, N]",
          "args.K1 in params.list",
          "args.K1 OP params.n",
          "args.K1 == params.t",
          "params.flag",
          "params.flag && args.K1 OP N",
          "args.K1.startsWith(T)",
          "args.K1.endsWith(T)",
          "args.K1.contains(T)",
          "args.K1.K2.contains(T)",
          "context.K1.startsWith(T)",
          "args.K1.lowerAscii().contains(T)",
          "args.K1.upperAscii() == T",
          "args.K1.lowerAscii() in [T, T]",
          "args.K1.matches('^x')",
          "args.K1.matches('x$')",
          "args.K1.matches('x|kiss')",
          "args.K1.matches('(?i)kiss')",
          "args.K1.matches('(?i)^x$|RM -RF')",
          "args.K1.matches('^x+$')",
          "args.K1.matches('a\\\\.b')",
          "action.tool == T",
          "action.agent OP T",
          "action.agent in [T, T]",
          "action.model.startsWith(T)",
          "action.step OP N",
          "action.step == N",
          "action.step in [1, 2]",
          "action.id OP N",
          "action.time > timestamp('2026-01-01T00:00:00Z')",
          "args.K1 == args.K2",
          "size(args) OP 1",
          "args.K1.size() OP 1",
          "args.?K1.orValue(N) == N",
          "[T, T].exists(p, args.K1.contains(p))",
          "[N, N].all(p, args.K1 != p)",
          "params.list.exists(p, p == args.K1)",
          "args.K1.exists(e, e == N)",
          "args.K1[0] == N",
          "args.K1 + 1 OP N",
          "string(args.K1) == T",
          "dyn(args.K1) OP N",
          "action.operation == T",
          "args == {}",
          "args.K1 == [N]",
          "-args.K1 OP N",
          "type(args.K1) == int");

  private static final List<String> EFFECTS =
      List.of("deny", "warn", "require_approval", "deny", "modify", "allow");

  private final RandomGenerator random;

  RandomBundles(RandomGenerator random) {
    this.random = random;
  }

  /** A bundle of one rule; it need not compile. */
  String ruleOf(String id) {
    // Mostly one effect an id, so that often only conditions differ between two of them.
    int number = Math.abs(id.hashCode());
    boolean usual = random.nextInt(4) > 0;
    String effect = EFFECTS.get((usual ? number : random.nextInt(100)) % EFFECTS.size());
    return """
    apiVersion: hindcast/v1
    name: random
    %s
    rules:
      - id: %s
        match: %s
        when: %s
        effect: %s
        reason: %s
        onError: %s
        priority: %d
    %s"""
        .formatted(
            params(),
            id,
            match(),
            CanonicalJson.write(condition(2)),
            effect,
            usual ? "one" : pick("one", "two"),
            (usual ? number : random.nextInt(2)) % 2 == 0 ? "deny" : "skip",
            (usual ? number : random.nextInt(3)) % 3,
            effect.equals("modify") ? "    modify: [{ path: args.a, set: 1 }]\n" : "");
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

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
