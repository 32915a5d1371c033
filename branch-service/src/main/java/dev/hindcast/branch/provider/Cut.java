package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** Which moment of a store to fork. Every provider knows {@link Now}. */
public sealed interface Cut {

  /** The moment between the call and its return. */
  record Now() implements Cut {}

  /**
   * A position in the store's write-ahead log that its engine still holds.
   *
   * @param lsn {@code 0/1A2B3C4}
   */
  record Lsn(String lsn) implements Cut {
    public Lsn {
      if (!lsn.matches("[0-9A-F]{1,8}/[0-9A-F]{1,8}")) {
        throw new IllegalArgumentException("not a position in a write-ahead log: " + lsn);
      }
    }
  }

  /** A past moment by the store's clock that its engine still holds. */
  record Time(Instant time) implements Cut {
    public Time {
      requireNonNull(time);
    }
  }

  /**
   * A snapshot that the engine keeps.
   *
   * @param id the engine's name for it
   */
  record Snapshot(String id) implements Cut {
    public Snapshot {
      requireNonNull(id);
    }
  }

  /** Its kind, as capabilities name it. */
  default CutKind kind() {
    return switch (this) {
      case Now _ -> CutKind.NOW;
      case Lsn _ -> CutKind.LSN;
      case Time _ -> CutKind.TIME;
      case Snapshot _ -> CutKind.SNAPSHOT;
    };
  }
}
