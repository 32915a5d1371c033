package dev.hindcast.branch.bundle;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.Failure.Finding;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.bundle.BundleParser;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.BundleTooLargeException;
import dev.hindcast.policy.bundle.Diagnostic;
import java.util.List;

/**
 * Whether an archive holds a bundle that can be read. Compiling it is for those who evaluate it:
 * the registry before it publishes, the gateway before it replays.
 */
public final class BundleCheck {
  private BundleCheck() {}

  /**
   * The bundle of an archive, or {@link Failure.BundleRejected}, or {@link Failure.LimitExceeded}.
   *
   * @param version {@code bundles/{bundle}/versions/{number}}, which must name the archive's
   *     bundle; empty: nothing is asked of the name
   */
  public static AcceptedBundle accept(byte[] archive, String version) {
    var claimed = version.isEmpty() ? "" : version.split("/", -1)[1];
    var source = unpacked(archive, claimed);
    var parsed = BundleParser.parse(source);
    var errors =
        parsed.diagnostics().stream()
            .filter(diagnostic -> diagnostic.severity() == Diagnostic.Severity.ERROR)
            .map(BundleCheck::finding)
            .toList();
    if (parsed.bundle().isEmpty() || !errors.isEmpty()) {
      throw rejected(claimed, errors);
    }
    var name = parsed.bundle().get().name();
    if (!claimed.isEmpty() && !claimed.equals(name)) {
      var text = "'name' is " + name + ", but the version is of " + claimed;
      throw rejected(name, List.of(new Finding("PARSE", BundleSource.MANIFEST + ":1:1", text)));
    }
    return new AcceptedBundle(name, source.digest());
  }

  private static BundleSource unpacked(byte[] archive, String claimed) {
    try {
      return BundleSource.fromTarGz(archive);
    } catch (BundleTooLargeException e) {
      throw new FailureException(new Failure.LimitExceeded(e.limit(), e.allowed(), e.found()), e);
    } catch (IllegalArgumentException e) {
      throw rejected(claimed, List.of(new Finding("PARSE", "archive", e.getMessage())));
    }
  }

  private static Finding finding(Diagnostic diagnostic) {
    return new Finding(
        "PARSE",
        diagnostic.file() + ":" + diagnostic.line() + ":" + diagnostic.column(),
        diagnostic.message());
  }

  private static FailureException rejected(String bundle, List<Finding> findings) {
    return new FailureException(new Failure.BundleRejected(bundle, findings));
  }
}
