package dev.hindcast.worker.branch;

import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.bundle.Glob;
import dev.hindcast.policy.bundle.Match;
import dev.hindcast.policy.bundle.Modification;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EvaluableRule;
import dev.hindcast.policy.reads.Reads;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which keys the rules that a tool can meet read: mostly a few of all those that are read of any.
 *
 * @param named by the names that some match clause has in full
 * @param others for every other tool: what any rule without such names can read
 */
public record ToolKeys(SortedMap<String, Keys> named, Keys others) {
  private static final int LOOK_UP = 3;
  private static final int MAX_TOOLS = 1_000;

  public ToolKeys {
    named = Collections.unmodifiableSortedMap(new TreeMap<>(named));
  }

  /** Of one tool, in order; of the arguments and of the context. */
  public record Keys(List<String> arguments, List<String> context) {
    public Keys {
      arguments = List.copyOf(arguments);
      context = List.copyOf(context);
    }

    private static Keys of(Reads reads) {
      return new Keys(List.copyOf(reads.args().keys()), List.copyOf(reads.context().keys()));
    }

    private int size() {
      return arguments.size() + context.size();
    }
  }

  /**
   * @param bundles of which none reads history, and none a whole document
   */
  static ToolKeys of(Collection<CompiledBundle> bundles) {
    var rules = bundles.stream().flatMap(bundle -> bundle.rules().stream()).toList();
    SortedMap<String, Keys> named = new TreeMap<>();
    for (var rule : rules) {
      for (Glob glob : rule.rule().match().tools()) {
        if (glob.isExact()) {
          var tool = glob.pattern();
          named.computeIfAbsent(tool, _ -> keys(rules, match -> match.tool(tool)));
        }
      }
    }
    return new ToolKeys(named, keys(rules, ToolKeys::isOpen));
  }

  /** True unless it names all its tools in full. */
  private static boolean isOpen(Match match) {
    return match.tools().isEmpty() || !match.tools().stream().allMatch(Glob::isExact);
  }

  private static Keys keys(List<EvaluableRule> rules, Predicate<Match> met) {
    return Keys.of(
        rules.stream()
            .filter(rule -> met.test(rule.rule().match()))
            .map(ToolKeys::reads)
            .reduce(Reads.NOTHING, Reads::union));
  }

  private static Reads reads(EvaluableRule rule) {
    List<ValuePath> edited = rule.rule().modify().stream().map(Modification::path).toList();
    return Reads.ofPaths(rule.reads()).union(Reads.ofPaths(edited));
  }

  public Keys of(String tool) {
    return named.getOrDefault(tool, others);
  }

  /** Most keys of the arguments that a tool has. */
  public int arguments() {
    return Math.max(
        others.arguments().size(),
        named.values().stream().mapToInt(keys -> keys.arguments().size()).max().orElse(0));
  }

  /** Most keys of the context that a tool has. */
  public int context() {
    return Math.max(
        others.context().size(),
        named.values().stream().mapToInt(keys -> keys.context().size()).max().orElse(0));
  }

  /** Finding a tool's keys costs the database about as much as a few looks into a document. */
  boolean isWorthwhile(Reads reads) {
    return named.size() <= MAX_TOOLS
        && arguments() <= Projection.MAX_KEYS
        && context() <= Projection.MAX_KEYS
        && arguments() + context() + LOOK_UP <= Keys.of(reads).size()
        && !reads.args().contains("")
        && !reads.context().contains("");
  }
}
