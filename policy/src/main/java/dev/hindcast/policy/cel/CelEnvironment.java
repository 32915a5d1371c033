package dev.hindcast.policy.cel;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.DurationLiteralValidator;
import dev.cel.validator.validators.RegexLiteralValidator;
import dev.cel.validator.validators.TimestampLiteralValidator;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.bundle.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A CEL dialect: standard macros and functions, the extension libraries (strings, math, lists,
 * sets, regex, encoders, bindings, optionals, two-variable comprehensions), bounds, and a set of
 * variables. Nothing in it reads a clock, a network or a random source. Thread-safe; expensive to
 * make.
 */
final class CelEnvironment {

  /** What a rule sees. */
  static final CelEnvironment RULES =
      new CelEnvironment(CelTypes.VARIABLES, Optional.of(CelTypes.PROVIDER));

  private final Cel cel;
  private final CelValidator validator;

  CelEnvironment(Map<String, CelType> variables) {
    this(variables, Optional.empty());
  }

  private CelEnvironment(Map<String, CelType> variables, Optional<CelTypeProvider> types) {
    CelOptions options =
        CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .maxExpressionCodePointSize(CelLimits.MAX_EXPRESSION_CODE_POINTS)
            .maxParseRecursionDepth(CelLimits.MAX_PARSE_DEPTH)
            .maxParseExpressionNodeCount(CelLimits.MAX_NODES)
            .comprehensionMaxIterations(CelLimits.MAX_ITERATIONS)
            .maxRegexProgramSize(CelLimits.MAX_REGEX_PROGRAM_SIZE)
            .build();
    var optional = CelExtensions.optional();
    var strings = CelExtensions.strings();
    var math = CelExtensions.math();
    var lists = CelExtensions.lists();
    var sets = CelExtensions.sets(options);
    var regex = CelExtensions.regex();
    var encoders = CelExtensions.encoders(options);
    var comprehensions = CelExtensions.comprehensions();
    CelBuilder builder =
        CelFactory.plannerCelBuilder()
            .setOptions(options)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addCompilerLibraries(
                optional,
                strings,
                math,
                lists,
                sets,
                regex,
                encoders,
                comprehensions,
                CelExtensions.bindings())
            .addRuntimeLibraries(
                optional, strings, math, lists, sets, regex, encoders, comprehensions)
            .setStandardFunctions(
                CelStandardFunctions.newBuilder()
                    .excludeFunctions(CelStandardFunctions.StandardFunction.MATCHES)
                    .build())
            .addFunctionBindings(new RegexFunctions().bindings());
    variables.forEach(builder::addVar);
    types.ifPresent(builder::setTypeProvider);
    this.cel = builder.build();
    this.validator =
        CelValidatorFactory.standardCelValidatorBuilder(cel, cel)
            .addAstValidators(
                RegexLiteralValidator.INSTANCE,
                DurationLiteralValidator.INSTANCE,
                TimestampLiteralValidator.INSTANCE)
            .build();
  }

  /**
   * Parses and type-checks.
   *
   * @param field what the author calls the expression, for messages
   * @param kinds the result types allowed, besides {@code dyn}
   * @param diagnostics gets every error, at its place in the bundle
   */
  Optional<CelAbstractSyntaxTree> check(
      Expression expression, String field, Set<CelKind> kinds, List<Diagnostic> diagnostics) {
    Checked checked = check(expression.text(), kinds);
    for (ExpressionIssue issue : checked.issues()) {
      diagnostics.add(
          Diagnostic.error(
              BundleSource.MANIFEST,
              expression.position(issue.offset()),
              "'" + field + "': " + issue.message()));
    }
    return checked.ast();
  }

  /** A type-checked expression, or what is wrong with it. */
  record Checked(Optional<CelAbstractSyntaxTree> ast, List<ExpressionIssue> issues) {
    public Checked {
      issues = List.copyOf(issues);
    }

    static Checked wrong(int offset, String message) {
      return new Checked(Optional.empty(), List.of(new ExpressionIssue(offset, message)));
    }
  }

  Checked check(String text, Set<CelKind> kinds) {
    try {
      CelValidationResult result = cel.compile(text);
      if (result.hasError()) {
        return wrong(text, result.getErrors());
      }
      CelAbstractSyntaxTree ast = result.getAst();
      CelValidationResult literals = validator.validate(ast);
      if (literals.hasError()) {
        return wrong(text, literals.getErrors());
      }
      CelType type = ast.getResultType();
      if (type.kind() != CelKind.DYN && !kinds.contains(type.kind())) {
        return Checked.wrong(0, "gives " + type.name() + ", but must give " + names(kinds));
      }
      return new Checked(Optional.of(ast), List.of());
    } catch (CelValidationException e) {
      return wrong(text, e.getErrors());
    } catch (RuntimeException e) {
      // The library throws for some malformed input instead of reporting it.
      return Checked.wrong(0, "is not valid: " + e.getMessage());
    }
  }

  /** The program of a checked expression or of a part of one. */
  CelRuntime.Program program(CelAbstractSyntaxTree ast) throws CelEvaluationException {
    return cel.createProgram(ast);
  }

  private static Checked wrong(String text, List<CelIssue> issues) {
    List<ExpressionIssue> found = new ArrayList<>();
    for (CelIssue issue : issues) {
      var where = issue.getSourceLocation();
      found.add(
          new ExpressionIssue(
              offset(text, where.getLine(), where.getColumn()), issue.getMessage()));
    }
    return new Checked(Optional.empty(), found);
  }

  /** CEL counts lines from one and columns from zero, in code points. */
  private static int offset(String text, int line, int column) {
    if (line < 1 || column < 0) {
      return 0;
    }
    int start = 0;
    for (int i = 1; i < line; i++) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        break;
      }
      start = end + 1;
    }
    return text.codePointCount(0, start) + column;
  }

  private static String names(Set<CelKind> kinds) {
    return String.join(
        " or ",
        kinds.stream().map(kind -> kind.name().toLowerCase(java.util.Locale.ROOT)).toList());
  }
}
