package dev.hindcast.tracestore.map;

import java.util.List;

/**
 * What a check found.
 *
 * @param view checked, {@code schema.name}
 * @param rows looked at
 * @param findings errors first
 */
public record MappingReport(String view, long rows, List<MappingFinding> findings) {
  public MappingReport {
    findings = List.copyOf(findings);
  }

  /** Whether a fork can stand on it. */
  public boolean fits() {
    return findings.stream().noneMatch(finding -> finding.level() == MappingFinding.Level.ERROR);
  }
}
