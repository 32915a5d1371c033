package dev.hindcast.worker.shard;

import dev.hindcast.worker.branch.RecordedAction;
import java.util.List;

/** A piece of a shard's work, dealt with as a whole and in order. */
sealed interface Portion {

  /** How many rows came for it. */
  default int rowsRead() {
    return switch (this) {
      case Judged(var rows) -> rows.size();
      case Audited(var rows) -> rows.size();
      case Unpulled _ -> 0;
    };
  }

  /** Actions to judge. */
  record Judged(List<RecordedAction> rows) implements Portion {
    public Judged {
      rows = List.copyOf(rows);
    }
  }

  /** Actions that are counted as unpulled, to be found unchanged. */
  record Audited(List<RecordedAction> rows) implements Portion {
    public Audited {
      rows = List.copyOf(rows);
    }
  }

  /** Actions that no changed rule can touch. */
  record Unpulled(long count) implements Portion {}
}
