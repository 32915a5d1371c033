package dev.hindcast.tracestore.load;

import java.time.Instant;
import java.util.List;

/**
 * What an import did.
 *
 * @param actions tool calls that were new
 * @param knownActions tool calls that the store held already
 * @param outcomes outcomes of workflows that were new
 * @param knownOutcomes outcomes that the store held already
 * @param malformed lines that could not be loaded
 * @param firstMalformed the first {@value RunImport#SHOWN} of them
 * @param strippedLines lines from which NUL characters were taken out
 * @param firstTime the assigned time of the first action; each later one is a second later
 */
public record ImportSummary(
    long actions,
    long knownActions,
    long outcomes,
    long knownOutcomes,
    long malformed,
    List<MalformedLine> firstMalformed,
    long strippedLines,
    Instant firstTime) {
  public ImportSummary {
    firstMalformed = List.copyOf(firstMalformed);
  }

  /** A line that could not be loaded, by file and number from 1, and why. */
  public record MalformedLine(String file, long line, String problem) {
    @Override
    public String toString() {
      return file + ":" + line + ": " + problem;
    }
  }
}
