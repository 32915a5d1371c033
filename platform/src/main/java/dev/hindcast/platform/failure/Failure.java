package dev.hindcast.platform.failure;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Why a call failed, with the data a client could act on. The reasons and their metadata are
 * documented in {@code hindcast/error/v1/error_reason.proto}; {@link
 * dev.hindcast.platform.grpc.FailureStatus} is the one place that turns a failure into a gRPC
 * status.
 *
 * <p>Texts are for the caller: no driver text, no secret, no stack.
 */
public sealed interface Failure {

  /** One sentence for a person that names the thing and, where there is one, the fix. */
  String message();

  /** A field of the request breaks a rule. */
  record InvalidRequest(String field, String problem) implements Failure {
    public InvalidRequest {
      requireNonNull(field);
      requireNonNull(problem);
    }

    @Override
    public String message() {
      return field + ": " + problem;
    }
  }

  /** The named resource does not exist. */
  record ResourceNotFound(String resource) implements Failure {
    public ResourceNotFound {
      requireNonNull(resource);
    }

    @Override
    public String message() {
      return resource + " does not exist";
    }
  }

  /** The name is taken. */
  record ResourceAlreadyExists(String resource) implements Failure {
    public ResourceAlreadyExists {
      requireNonNull(resource);
    }

    @Override
    public String message() {
      return resource + " exists already: choose another name";
    }
  }

  /** A request id came again with another request. */
  record RequestIdReused(String requestId, String resource) implements Failure {
    public RequestIdReused {
      requireNonNull(requestId);
      requireNonNull(resource);
    }

    @Override
    public String message() {
      return "request_id "
          + requestId
          + " was used for "
          + resource
          + " with other values: send a new one";
    }
  }

  /** A bundle that does not parse, type-check or pass its own tests. */
  record BundleRejected(String bundle, List<Finding> findings) implements Failure {
    public BundleRejected {
      requireNonNull(bundle);
      findings = List.copyOf(findings);
    }

    @Override
    public String message() {
      var first =
          findings.isEmpty()
              ? ""
              : ": " + findings.getFirst().subject() + ": " + findings.getFirst().text();
      return "bundle " + bundle + " is rejected with " + findings.size() + " finding(s)" + first;
    }
  }

  /** A compare-and-swap found another value. */
  record StateMoved(String resource, String expected, String actual) implements Failure {
    public StateMoved {
      requireNonNull(resource);
      requireNonNull(expected);
      requireNonNull(actual);
    }

    @Override
    public String message() {
      return resource + " moved: expected " + orNothing(expected) + ", found " + orNothing(actual);
    }

    private static String orNothing(String value) {
      return value.isEmpty() ? "nothing" : value;
    }
  }

  /** The branch is expired, deleted or failed. */
  record BranchNotUsable(String branch, String state) implements Failure {
    public BranchNotUsable {
      requireNonNull(branch);
      requireNonNull(state);
    }

    @Override
    public String message() {
      return branch + " cannot be used: it is " + state + "; create another branch";
    }
  }

  /** The resource's state does not allow the call. */
  record WrongState(String resource, String state, String required) implements Failure {
    public WrongState {
      requireNonNull(resource);
      requireNonNull(state);
      requireNonNull(required);
    }

    @Override
    public String message() {
      return resource + " is " + state + ", but " + required;
    }
  }

  /**
   * A gate of a promotion did not hold.
   *
   * @param promotion the record with all verdicts; empty: there is none, it was only validated
   * @param gates those that did not hold, each with its condition as the subject
   */
  record GateFailed(String replay, String promotion, List<Finding> gates) implements Failure {
    public GateFailed {
      requireNonNull(replay);
      requireNonNull(promotion);
      gates = List.copyOf(gates);
    }

    @Override
    public String message() {
      return gates.size()
          + " gate(s) did not hold for "
          + replay
          + "; nothing was promoted"
          + (promotion.isEmpty() ? "" : ", on record as " + promotion);
    }
  }

  /**
   * The fork of a replay is too old for a promotion.
   *
   * @param age of the fork at the call
   */
  record ForkTooOld(String replay, Duration age, Duration limit) implements Failure {
    public ForkTooOld {
      requireNonNull(replay);
      requireNonNull(age);
      requireNonNull(limit);
    }

    @Override
    public String message() {
      return "the fork of "
          + replay
          + " is "
          + text(age)
          + " old, max_fork_age is "
          + text(limit)
          + ": fork and replay again, or allow a greater age";
    }

    /** {@code 1d2h3m4.5s}: whole days, and no part that is zero. */
    private static String text(Duration duration) {
      var days = duration.toDays();
      var rest = duration.minusDays(days).truncatedTo(ChronoUnit.MILLIS);
      var time = rest.isZero() && days > 0 ? "" : rest.toString().substring("PT".length());
      return (days > 0 ? days + "d" : "") + time.toLowerCase(Locale.ROOT);
    }
  }

  /** A limit of the server. */
  record LimitExceeded(String limit, long allowed, long requested) implements Failure {
    public LimitExceeded {
      requireNonNull(limit);
    }

    @Override
    public String message() {
      return limit + ": at most " + allowed + " are allowed, " + requested + " would be needed";
    }
  }

  /** A quota, of which something is in use already. */
  record QuotaExceeded(String quota, long limit, long current) implements Failure {
    public QuotaExceeded {
      requireNonNull(quota);
    }

    @Override
    public String message() {
      return quota + ": " + current + " in use, at most " + limit + " are allowed";
    }
  }

  /**
   * A caller that calls more often than it may.
   *
   * @param perSecond calls that it may make, on the average of some seconds
   * @param pause before it tries again
   */
  record RateExceeded(String subject, int perSecond, Duration pause) implements Failure {
    public RateExceeded {
      requireNonNull(subject);
      requireNonNull(pause);
    }

    @Override
    public String message() {
      return subject + " calls more than " + perSecond + " times a second: call again later";
    }
  }

  /** Something the provider or store cannot do. */
  record NotSupported(String capability) implements Failure {
    public NotSupported {
      requireNonNull(capability);
    }

    @Override
    public String message() {
      return capability + " is not supported here";
    }
  }

  /** A database or neighbour does not answer; the call may be repeated as it is. */
  record DependencyUnavailable(String dependency) implements Failure {
    public DependencyUnavailable {
      requireNonNull(dependency);
    }

    @Override
    public String message() {
      return dependency + " does not answer; try again";
    }
  }

  /** A page token that is malformed or of another request. */
  record InvalidPageToken(String problem) implements Failure {
    public InvalidPageToken {
      requireNonNull(problem);
    }

    @Override
    public String message() {
      return "page_token: " + problem;
    }
  }

  /**
   * The call does not say who calls, or not believably.
   *
   * @param problem a short class of it, e.g. {@code expired_token}
   * @param text what the caller can do about it
   */
  record Unauthenticated(String problem, String text) implements Failure {
    public Unauthenticated {
      requireNonNull(problem);
      requireNonNull(text);
    }

    @Override
    public String message() {
      return "not authenticated: " + text;
    }
  }

  /**
   * The caller is known and may not do this.
   *
   * @param roles any of which would do, with commas
   * @param scope {@code stores/{store}}, {@code *} for every store, {@code any} for no matter which
   */
  record PermissionDenied(String subject, String method, String roles, String scope)
      implements Failure {
    public PermissionDenied {
      requireNonNull(subject);
      requireNonNull(method);
      requireNonNull(roles);
      requireNonNull(scope);
    }

    @Override
    public String message() {
      var where =
          switch (scope) {
            case "any" -> "on some store";
            case "*" -> "on every store";
            default -> "on " + scope;
          };
      return subject + " may not call " + method + ": it takes one of " + roles + " " + where;
    }
  }

  /** The version's publisher may not move the channel to it, nor may an unknown person. */
  record FourEyes(String version, String publisher, String mover) implements Failure {
    public FourEyes {
      requireNonNull(version);
      requireNonNull(publisher);
      requireNonNull(mover);
    }

    @Override
    public String message() {
      if (publisher.isEmpty()) {
        return version
            + " has no known publisher: publish it again, then let somebody else move it";
      }
      return mover.isEmpty()
          ? "who moves the channel to " + version + " is not known: call with a token"
          : mover + " published " + version + ": somebody else must move the channel to it";
    }
  }

  /**
   * One finding inside a failure.
   *
   * @param type a short class of findings, e.g. {@code COMPILE} or {@code TEST}
   * @param subject what it is about: {@code file:line:column}, a test, a gate
   * @param text what is wrong and how to mend it
   */
  record Finding(String type, String subject, String text) {
    public Finding {
      requireNonNull(type);
      requireNonNull(subject);
      requireNonNull(text);
    }
  }
}
