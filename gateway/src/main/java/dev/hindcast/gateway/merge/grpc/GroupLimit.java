package dev.hindcast.gateway.merge.grpc;

import dev.hindcast.proto.replay.v1.GroupCount;
import dev.hindcast.proto.replay.v1.OtherGroups;
import java.util.List;
import java.util.Optional;

/**
 * The largest groups of a diff and the sum of the others: tools, agents and hours are as many as
 * the traces have, and a message has its limits.
 *
 * @param other absent if all are listed
 */
record GroupLimit(List<GroupCount> largest, Optional<OtherGroups> other) {
  static final int MOST_GROUPS = 1_000;

  /** Of four lists in a message of less than 4 MiB. */
  static final int MOST_BYTES = 512 * 1024;

  GroupLimit {
    largest = List.copyOf(largest);
  }

  /**
   * Cuts a list short.
   *
   * @param groups largest first
   */
  static GroupLimit of(List<GroupCount> groups) {
    var listed = 0;
    for (var bytes = 0; listed < Math.min(groups.size(), MOST_GROUPS); listed++) {
      // Tag and length of the group in its message.
      bytes += groups.get(listed).getSerializedSize() + 8;
      if (bytes > MOST_BYTES) {
        break;
      }
    }
    if (listed == groups.size()) {
      return new GroupLimit(groups, Optional.empty());
    }
    var others = groups.subList(listed, groups.size());
    return new GroupLimit(
        groups.subList(0, listed),
        Optional.of(
            OtherGroups.newBuilder()
                .setGroupCount(others.size())
                .setCount(others.stream().mapToLong(GroupCount::getCount).sum())
                .build()));
  }
}
