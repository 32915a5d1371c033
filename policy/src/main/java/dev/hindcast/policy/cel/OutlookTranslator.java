package dev.hindcast.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.parser.CelUnparserFactory;
import dev.hindcast.policy.cel.Constants.Constant;
import dev.hindcast.policy.selection.Outlook;
import dev.hindcast.policy.selection.Outlook.Widening;
import dev.hindcast.policy.selection.Place;
import dev.hindcast.policy.selection.Selection;
import dev.hindcast.policy.selection.Text;
import dev.hindcast.policy.selection.TextTest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Translates a condition into what it could come to. Every translation is sound on its own:
 * whatever the action, an expression that is true or fails is selected as not false, one that is
 * false or fails as not true. Missing keys, other types and failures are all failures here; CEL's
 * {@code &&} and {@code ||} let the deciding side win over a failure, and so do And and Or.
 *
 * <p>What is not understood selects every action, and is told.
 */
final class OutlookTranslator {

  /** A loop over a longer list is not written out. */
  private static final int MOST_ELEMENTS = 50;

  /** An expression with more is not worth its statement. */
  private static final int MOST_LEAVES = 300;

  private static final int DEEPEST_CHOICE = 3;
  private static final int SHOWN = 160;

  private final CelAbstractSyntaxTree ast;
  private final Set<Widening> widenings = new LinkedHashSet<>();
  private int leaves;
  private int depth;

  private OutlookTranslator(CelAbstractSyntaxTree ast) {
    this.ast = ast;
  }

  static Outlook of(CelAbstractSyntaxTree ast, Map<String, Object> params) {
    var translator = new OutlookTranslator(ast);
    Both both = translator.translate(ast.getExpr(), new Constants(params, Map.of()));
    return translator.leaves > MOST_LEAVES
        ? Outlook.unknown(translator.text(ast.getExpr()), "it has too many comparisons")
        : new Outlook(both.notFalse(), both.notTrue(), List.copyOf(translator.widenings));
  }

  /** The two answers about one expression. */
  private record Both(Selection notFalse, Selection notTrue) {
    static final Both TRUE = new Both(Selection.ALWAYS, Selection.NEVER);
    static final Both FALSE = new Both(Selection.NEVER, Selection.ALWAYS);

    Both not() {
      return new Both(notTrue, notFalse);
    }

    Both and(Both other) {
      return new Both(
          Selection.and(notFalse, other.notFalse), Selection.or(notTrue, other.notTrue));
    }

    Both or(Both other) {
      return new Both(
          Selection.or(notFalse, other.notFalse), Selection.and(notTrue, other.notTrue));
    }

    /** A condition that fails makes the whole fail, whatever the branches are. */
    static Both choose(Both condition, Both yes, Both no) {
      Selection fails = Selection.and(condition.notFalse, condition.notTrue);
      return new Both(
          Selection.or(
              fails,
              Selection.and(condition.notFalse, yes.notFalse),
              Selection.and(condition.notTrue, no.notFalse)),
          Selection.or(
              fails,
              Selection.and(condition.notFalse, yes.notTrue),
              Selection.and(condition.notTrue, no.notTrue)));
    }
  }

  private Both translate(CelExpr expr, Constants constants) {
    if (leaves > MOST_LEAVES) {
      return new Both(Selection.ALWAYS, Selection.ALWAYS);
    }
    Optional<Constant> constant = constants.value(expr);
    if (constant.isPresent() && constant.get().json() instanceof Boolean truth) {
      return truth ? Both.TRUE : Both.FALSE;
    }
    leaves++;
    return switch (expr.getKind()) {
      case SELECT -> expr.select().testOnly() ? present(expr, constants) : flag(expr, constants);
      case CALL -> call(expr, constants);
      case COMPREHENSION -> loop(expr, constants);
      case IDENT, CONSTANT, LIST, STRUCT, MAP, NOT_SET -> widened(expr, "it is no comparison");
    };
  }

  private Both call(CelExpr expr, Constants constants) {
    CelCall call = expr.call();
    List<CelExpr> args = call.args();
    return switch (call.function()) {
      case "_&&_" -> translate(args.get(0), constants).and(translate(args.get(1), constants));
      case "_||_" -> translate(args.get(0), constants).or(translate(args.get(1), constants));
      case "!_" -> translate(args.getFirst(), constants).not();
      case "_?_:_" -> choice(expr, constants);
      case "_==_" -> equality(expr, constants);
      case "_!=_" -> equality(expr, constants).not();
      case "_<_" -> ordering(expr, "<", constants);
      case "_<=_" -> ordering(expr, "<=", constants);
      case "_>_" -> ordering(expr, ">", constants);
      case "_>=_" -> ordering(expr, ">=", constants);
      case "@in", "in", "_in_" -> membership(expr, constants);
      case "startsWith" -> text(expr, TextTest.STARTS_WITH, constants);
      case "endsWith" -> text(expr, TextTest.ENDS_WITH, constants);
      case "contains" -> text(expr, TextTest.CONTAINS, constants);
      case "matches" -> pattern(expr, constants);
      case "_[_]", "dyn" -> flag(expr, constants);
      default -> widened(expr, "'" + call.function() + "' is not translated");
    };
  }

  /** A condition is written several times over, so one within one within one would grow large. */
  private Both choice(CelExpr expr, Constants constants) {
    if (depth == DEEPEST_CHOICE) {
      return widened(expr, "conditions of conditions are nested too deep");
    }
    List<CelExpr> args = expr.call().args();
    depth++;
    Both condition = translate(args.get(0), constants);
    depth--;
    return Both.choose(
        condition, translate(args.get(1), constants), translate(args.get(2), constants));
  }

  /** A recorded value that is the condition itself: fails unless it is a boolean. */
  private Both flag(CelExpr expr, Constants constants) {
    return Places.json(expr, constants)
        .map(
            place ->
                new Both(
                    new Selection.Values(place, List.of(false), false),
                    new Selection.Values(place, List.of(true), false)))
        .orElseGet(() -> widened(expr, "it is no value of the action's arguments or context"));
  }

  private Both present(CelExpr expr, Constants constants) {
    return keyed(expr.select().operand(), expr.select().field(), constants)
        .orElseGet(() -> widened(expr, "only keys of arguments and context are looked up"));
  }

  private static Optional<Both> keyed(CelExpr operand, String key, Constants constants) {
    if (!Places.isStorable(key)) {
      return Optional.empty();
    }
    return object(operand, constants)
        .map(
            place -> {
              List<String> keys = Stream.concat(place.keys().stream(), Stream.of(key)).toList();
              var below = new Place.Json(place.document(), keys);
              return new Both(
                  new Selection.Present(below, true), new Selection.Present(below, false));
            });
  }

  /** As a place whose keys may be none: the whole document. */
  private record Whole(Place.Document document, List<String> keys) {}

  private static Optional<Whole> object(CelExpr expr, Constants constants) {
    if (expr.getKind() == CelExpr.ExprKind.Kind.IDENT && !constants.hides(expr.ident().name())) {
      return switch (expr.ident().name()) {
        case CelTypes.ARGS -> Optional.of(new Whole(Place.Document.ARGUMENTS, List.of()));
        case CelTypes.CONTEXT -> Optional.of(new Whole(Place.Document.CONTEXT, List.of()));
        default -> Optional.empty();
      };
    }
    return Places.json(expr, constants).map(json -> new Whole(json.document(), json.keys()));
  }

  private Both equality(CelExpr expr, Constants constants) {
    CelExpr left = expr.call().args().get(0);
    CelExpr right = expr.call().args().get(1);
    Optional<Constant> literal = constants.value(right);
    if (literal.isEmpty()) {
      literal = constants.value(left);
      CelExpr other = left;
      left = right;
      right = other;
    }
    CelExpr place = left;
    return literal
        .flatMap(value -> equalTo(place, List.of(value), constants))
        .orElseGet(() -> widened(expr, "only a value of the action and a literal are compared"));
  }

  private Both membership(CelExpr expr, Constants constants) {
    CelExpr value = expr.call().args().get(0);
    CelExpr container = expr.call().args().get(1);
    Optional<Constant> list = constants.value(container);
    if (list.isPresent() && list.get().json() instanceof List<?> values && !values.isEmpty()) {
      List<Constant> literals = new ArrayList<>();
      values.forEach(each -> literals.add(new Constant(each)));
      return equalTo(value, literals, constants)
          .orElseGet(() -> widened(expr, "only a value of the action is looked up in a list"));
    }
    Optional<Constant> key = constants.value(value);
    if (key.isPresent() && key.get().json() instanceof String name) {
      Optional<Both> found = keyed(container, name, constants);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return widened(expr, "only lists of literals, and keys of objects, are searched");
  }

  /** Whether a value is one of some literals. Empty if that cannot be said. */
  private static Optional<Both> equalTo(
      CelExpr expr, List<Constant> literals, Constants constants) {
    Optional<Place> place = Places.of(expr, constants);
    if (place.isPresent() && place.get() instanceof Place.NumberColumn column) {
      return oneOf(literals, literal -> number(column, literal));
    }
    if (place.isPresent() && place.get() instanceof Place.Json json) {
      return Equality.of(json, literals.stream().map(Constant::json).toList())
          .map(both -> new Both(both.notFalse(), both.notTrue()));
    }
    return Places.text(expr, constants)
        .flatMap(text -> oneOf(literals, literal -> textTest(text, TextTest.EQUALS, literal)));
  }

  private static Optional<Both> oneOf(
      List<Constant> literals, java.util.function.Function<Constant, Optional<Both>> translation) {
    Both any = Both.FALSE;
    for (Constant literal : literals) {
      Optional<Both> one = translation.apply(literal);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      any = any.or(one.get());
    }
    return Optional.of(any);
  }

  private static Optional<Both> number(Place.NumberColumn column, Constant literal) {
    return literal.json() instanceof Number number
        ? NumberBand.around(number)
            .map(
                band ->
                    new Both(
                        new Selection.BetweenNumbers(column, band.below(), band.above()),
                        // Less or more than the literal, or the literal itself: too rare a wish.
                        Selection.ALWAYS))
        : Optional.empty();
  }

  private static Optional<Both> textTest(Text text, TextTest test, Constant literal) {
    return literal.json() instanceof String told && Places.isStorable(told)
        ? Optional.of(
            new Both(
                new Selection.Texts(text, test, told, true),
                new Selection.Texts(text, test, told, false)))
        : Optional.empty();
  }

  private Both ordering(CelExpr expr, String operator, Constants constants) {
    CelExpr left = expr.call().args().get(0);
    CelExpr right = expr.call().args().get(1);
    Optional<Constant> literal = constants.value(right);
    if (literal.isPresent()) {
      return ordering(expr, left, operator, literal.get(), constants);
    }
    String mirrored =
        operator.startsWith("<") ? operator.replace('<', '>') : operator.replace('>', '<');
    return constants
        .value(left)
        .map(value -> ordering(expr, right, mirrored, value, constants))
        .orElseGet(() -> widened(expr, "only a value of the action and a literal are compared"));
  }

  private Both ordering(
      CelExpr whole, CelExpr operand, String operator, Constant literal, Constants constants) {
    Optional<Both> found =
        switch (literal.json()) {
          case Number number ->
              Places.of(operand, constants)
                  .filter(place -> !(place instanceof Place.TextColumn))
                  .flatMap(place -> numbers(place, operator, number));
          case String text when isBelowSurrogates(text) ->
              Places.text(operand, constants).flatMap(place -> texts(place, operator, literal));
          case null, default -> Optional.empty();
        };
    return found.orElseGet(
        () -> widened(whole, "only numbers and plain texts of the action are put in order"));
  }

  /** Policies order UTF-16 units, databases code points: these agree against such a text. */
  private static boolean isBelowSurrogates(String text) {
    return text.chars().allMatch(c -> c < Character.MIN_SURROGATE);
  }

  private static Optional<Both> numbers(Place place, String operator, Number literal) {
    return NumberBand.around(literal)
        .map(
            band -> {
              // Reading a number never changes an order, it only makes equal: so what is no more
              // than the literal is certainly not more, but what is more may be equal.
              boolean strict = operator.length() == 1;
              boolean upwards = operator.startsWith(">");
              var notMore = strict == upwards ? band.exact().orElse(band.below()) : band.below();
              var notLess = strict == upwards ? band.above() : band.exact().orElse(band.above());
              var more = new Selection.OutsideNumbers(place, null, notMore);
              var less = new Selection.OutsideNumbers(place, notLess, null);
              return upwards ? new Both(more, less) : new Both(less, more);
            });
  }

  private static Optional<Both> texts(Text text, String operator, Constant literal) {
    return switch (operator) {
      case "<" -> textTest(text, TextTest.BEFORE, literal);
      case "<=" -> textTest(text, TextTest.NOT_AFTER, literal);
      case ">" -> textTest(text, TextTest.NOT_AFTER, literal).map(Both::not);
      default -> textTest(text, TextTest.BEFORE, literal).map(Both::not);
    };
  }

  private Both text(CelExpr expr, TextTest test, Constants constants) {
    CelCall call = expr.call();
    if (call.target().isEmpty() || call.args().size() != 1) {
      return widened(expr, "'" + call.function() + "' is not translated");
    }
    Optional<Text> text = Places.text(call.target().get(), constants);
    Optional<Constant> literal = constants.value(call.args().getFirst());
    return text.isPresent() && literal.isPresent()
        ? textTest(text.get(), test, literal.get())
            .orElseGet(() -> widened(expr, "the literal is no text a database can hold"))
        : widened(expr, "only a text of the action and a literal are compared");
  }

  private Both pattern(CelExpr expr, Constants constants) {
    CelCall call = expr.call();
    List<CelExpr> operands = Stream.concat(call.target().stream(), call.args().stream()).toList();
    if (operands.size() != 2) {
      return widened(expr, "'matches' is not translated");
    }
    Optional<Text> text = Places.text(operands.get(0), constants);
    Optional<LiteralPattern> pattern =
        constants
            .value(operands.get(1))
            .flatMap(
                value ->
                    value.json() instanceof String regex
                        ? LiteralPattern.of(regex)
                        : Optional.empty())
            .filter(
                literals ->
                    !literals.ignoreCase()
                        || text.filter(t -> t.casing() == Text.Casing.AS_IT_IS).isPresent());
    return text.isPresent() && pattern.isPresent()
        ? new Both(pattern.get().matching(text.get()), pattern.get().notMatching(text.get()))
        : widened(expr, "the database's regular expressions are other ones than a policy's");
  }

  /** {@code exists} and {@code all} over a list of literals, written out. */
  private Both loop(CelExpr expr, Constants constants) {
    CelComprehension loop = expr.comprehension();
    Optional<Constant> range = constants.value(loop.iterRange());
    if (range.isEmpty()
        || !(range.get().json() instanceof List<?> elements)
        || elements.size() > MOST_ELEMENTS
        || !loop.iterVar2().isEmpty()
        || loop.loopStep().getKind() != CelExpr.ExprKind.Kind.CALL
        || !isVariable(loop.result(), loop.accuVar())) {
      return widened(expr, "only loops over short lists of literals are written out");
    }
    CelCall step = loop.loopStep().call();
    boolean any = step.function().equals("_||_") && isLiteral(loop.accuInit(), false);
    boolean all = step.function().equals("_&&_") && isLiteral(loop.accuInit(), true);
    if ((!any && !all) || !isVariable(step.args().get(0), loop.accuVar())) {
      return widened(expr, "only 'exists' and 'all' are written out");
    }
    Both whole = any ? Both.FALSE : Both.TRUE;
    for (Object element : elements) {
      Both one =
          translate(step.args().get(1), constants.with(loop.iterVar(), new Constant(element)));
      whole = any ? whole.or(one) : whole.and(one);
    }
    return whole;
  }

  private static boolean isVariable(CelExpr expr, String name) {
    return expr.getKind() == CelExpr.ExprKind.Kind.IDENT && expr.ident().name().equals(name);
  }

  private static boolean isLiteral(CelExpr expr, boolean value) {
    return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && new Constants(Map.of(), Map.of())
            .value(expr)
            .filter(constant -> Boolean.valueOf(value).equals(constant.json()))
            .isPresent();
  }

  private Both widened(CelExpr expr, String reason) {
    widenings.add(new Widening(text(expr), reason));
    return new Both(Selection.ALWAYS, Selection.ALWAYS);
  }

  private String text(CelExpr expr) {
    String text;
    try {
      text =
          CelUnparserFactory.newUnparser()
              .unparse(
                  CelAbstractSyntaxTree.newCheckedAst(
                      expr, ast.getSource(), ast.getReferenceMap(), ast.getTypeMap()));
    } catch (RuntimeException e) {
      // A text for people: the library does not print everything that its macros make.
      text = "a part of the condition";
    }
    return text.codePointCount(0, text.length()) <= SHOWN
        ? text
        : text.codePoints()
            .limit(SHOWN)
            .mapToObj(Character::toString)
            .collect(Collectors.joining("", "", "…"));
  }
}
