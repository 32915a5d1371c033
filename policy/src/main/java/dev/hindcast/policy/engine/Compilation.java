package dev.hindcast.policy.engine;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.bundle.Diagnostic;
import java.util.List;

/** What came of compiling a bundle. */
public sealed interface Compilation {

  /** Everything there is to say, errors and warnings, in the order of the file. */
  List<Diagnostic> diagnostics();

  /** The bundle can be used; the diagnostics are warnings. */
  record Compiled(CompiledBundle bundle, List<Diagnostic> diagnostics) implements Compilation {
    public Compiled {
      requireNonNull(bundle, "bundle");
      diagnostics = List.copyOf(diagnostics);
    }
  }

  /** The bundle is wrong; at least one diagnostic is an error. */
  record Rejected(List<Diagnostic> diagnostics) implements Compilation {
    public Rejected {
      diagnostics = List.copyOf(diagnostics);
    }
  }
}
