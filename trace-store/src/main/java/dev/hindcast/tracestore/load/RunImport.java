package dev.hindcast.tracestore.load;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.tracestore.load.ImportSummary.MalformedLine;
import dev.hindcast.tracestore.load.StagedOutcomes.TimedOutcome;
import dev.hindcast.tracestore.load.StagedRuns.RefusedException;
import dev.hindcast.tracestore.load.StagedRuns.TimedCall;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * One import of recorded runs into a trace store. A line that cannot be loaded is counted and
 * reported, the rest is loaded. Importing again adds nothing: a call is known by its workflow and
 * step; an outcome is new if it differs from the workflow's latest.
 *
 * <p>The lines carry no times. The n-th call of the import gets {@code firstTime} plus n seconds,
 * which says nothing but the order; context and labels hold {@code time_assigned: true}.
 *
 * <p>Use it once, on one thread.
 */
public final class RunImport {
  /** The time that the first call gets where nothing else is asked for. */
  public static final Instant FIRST_TIME = Instant.parse("2025-01-01T00:00:00Z");

  static final int SHOWN = 20;
  private static final int CHUNK = 5_000;

  private final StagedRuns store;
  private final StagedOutcomes staged;
  private final Instant firstTime;
  private final Progress progress;
  private final List<TimedCall> calls = new ArrayList<>();
  private final Map<String, TimedOutcome> outcomes = new LinkedHashMap<>();
  private final List<MalformedLine> firstMalformed = new ArrayList<>();
  private Instant lastTime;
  private long ordinal;
  private long lines;
  private long malformed;
  private long stripped;
  private long newActions;
  private long knownActions;

  private RunImport(StagedRuns store, StagedOutcomes staged, Instant firstTime, Progress progress) {
    this.store = store;
    this.staged = staged;
    this.firstTime = firstTime;
    this.lastTime = firstTime;
    this.progress = progress;
  }

  /** Told after every stored chunk. */
  @FunctionalInterface
  public interface Progress {
    /** Nobody is told. */
    Progress NONE = (lines, actions) -> {};

    /**
     * A chunk is stored.
     *
     * @param lines read so far
     * @param actions new so far
     */
    void stored(long lines, long actions);
  }

  /**
   * Imports files, gzipped or plain.
   *
   * @param store the operational database, with the trace store's schema in it
   * @param calls files of calls; session lines in them are taken too
   * @param sessions files of sessions: where a workflow has one, it decides the outcome
   * @param firstTime the assigned time of the first call
   * @throws FailureException if a file cannot be read at all, or the database does not answer
   */
  public static ImportSummary run(
      DatabaseSettings store,
      List<Path> calls,
      List<Path> sessions,
      Instant firstTime,
      Progress progress) {
    for (var file : calls) {
      requireReadable(file);
    }
    for (var file : sessions) {
      requireReadable(file);
    }
    try (var pool = Databases.pool(store, "import");
        var staged = StagedOutcomes.open(store)) {
      var runs = new StagedRuns(new Jdbc(pool, "the trace store"));
      var load = new RunImport(runs, staged, requireNonNull(firstTime), requireNonNull(progress));
      calls.forEach(load::read);
      sessions.forEach(load::read);
      return load.finish();
    }
  }

  private static void requireReadable(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new FailureException(
          new Failure.InvalidRequest("file", file + " is not there or cannot be read"));
    }
  }

  private void read(Path path) {
    var name = path.toString();
    try (var file = RunFile.open(path)) {
      try {
        for (var line = file.next(); line != null; line = file.next()) {
          lines++;
          stripped += file.stripped() ? 1 : 0;
          if (!line.isBlank()) {
            take(line, name, file.number());
          }
        }
      } catch (EOFException | ZipException e) {
        reject(name, file.number(), "the file is cut off or damaged here");
      }
    } catch (IOException e) {
      throw new FailureException(
          new Failure.InvalidRequest("file", name + " cannot be read as text or gzip"), e);
    }
    storeCalls();
    stageOutcomes();
  }

  private void take(String text, String file, long number) {
    try {
      switch (RunLineParser.parse(text)) {
        case RunLine.Call call -> {
          lastTime = firstTime.plusSeconds(ordinal++);
          calls.add(new TimedCall(call, file, number, lastTime));
          put(call, false, file, number);
          if (calls.size() == CHUNK) {
            storeCalls();
          }
        }
        case RunLine.Session session -> put(session, true, file, number);
      }
    } catch (RunLineParser.MalformedException e) {
      reject(file, number, e.getMessage());
    }
  }

  private ImportSummary finish() {
    var stored = staged.store();
    progress.stored(lines, newActions);
    return new ImportSummary(
        newActions,
        knownActions,
        stored.added(),
        stored.workflows() - stored.added(),
        malformed,
        firstMalformed,
        stripped,
        firstTime);
  }

  // The last word about a workflow counts; that of a session more than that of a call.
  private void put(RunLine line, boolean session, String file, long number) {
    var outcome =
        new TimedOutcome(line.workflowId(), line.ending(), session, file, number, lastTime);
    var key = (session ? "session " : "call ") + line.workflowId();
    // Out and in again: what is staged last has the last word.
    var _ = outcomes.remove(key);
    outcomes.put(key, outcome);
    if (outcomes.size() == CHUNK) {
      stageOutcomes();
    }
  }

  private void storeCalls() {
    add(List.copyOf(calls));
    calls.clear();
    progress.stored(lines, newActions);
  }

  private void stageOutcomes() {
    stage(List.copyOf(outcomes.values()));
    outcomes.clear();
  }

  // A line that the database refuses is found by halving: the others of its chunk are stored.
  private void add(List<TimedCall> chunk) {
    if (chunk.isEmpty()) {
      return;
    }
    try {
      var added = store.addCalls(chunk);
      newActions += added;
      knownActions += chunk.size() - added;
    } catch (RefusedException e) {
      if (chunk.size() == 1) {
        reject(chunk.getFirst().file(), chunk.getFirst().line(), e.getMessage());
      } else {
        add(chunk.subList(0, chunk.size() / 2));
        add(chunk.subList(chunk.size() / 2, chunk.size()));
      }
    }
  }

  private void stage(List<TimedOutcome> chunk) {
    if (chunk.isEmpty()) {
      return;
    }
    try {
      staged.stage(chunk);
    } catch (RefusedException e) {
      if (chunk.size() == 1) {
        reject(chunk.getFirst().file(), chunk.getFirst().line(), e.getMessage());
      } else {
        stage(chunk.subList(0, chunk.size() / 2));
        stage(chunk.subList(chunk.size() / 2, chunk.size()));
      }
    }
  }

  private void reject(String file, long line, String problem) {
    malformed++;
    if (firstMalformed.size() < SHOWN) {
      firstMalformed.add(new MalformedLine(file, line, problem));
    }
  }
}
