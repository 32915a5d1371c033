package dev.hindcast.worker.branch;

import java.util.List;

/**
 * What a delta replay finds in a range of action ids.
 *
 * @param actions how many there are
 * @param pulled ids of those to judge, ascending
 * @param audited ids of some that are not, ascending
 */
public record Scan(long actions, List<Long> pulled, List<Long> audited) {
  public Scan {
    pulled = List.copyOf(pulled);
    audited = List.copyOf(audited);
    if (pulled.size() + audited.size() > actions) {
      throw new IllegalArgumentException("more ids than actions");
    }
  }
}
