package dev.hindcast.gateway.merge.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.proto.replay.v1.GroupCount;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupLimitTest {
  private static List<GroupCount> groups(int count, int keyLength) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                GroupCount.newBuilder()
                    .setKey("k".repeat(keyLength) + i)
                    .setCount(count - i)
                    .build())
        .toList();
  }

  @Test
  void fewGroupsAreAllListed() {
    var all = groups(GroupLimit.MOST_GROUPS, 10);
    assertThat(GroupLimit.of(all).largest()).isEqualTo(all);
    assertThat(GroupLimit.of(all).other()).isEmpty();
  }

  @Test
  void ofManyTheSmallestAreSummedUp() {
    var limited = GroupLimit.of(groups(50_000, 10));
    assertThat(limited.largest()).hasSize(GroupLimit.MOST_GROUPS);
    assertThat(limited.largest().getFirst().getCount()).isEqualTo(50_000);
    assertThat(limited.other().orElseThrow().getGroupCount()).isEqualTo(49_000);
    assertThat(limited.other().orElseThrow().getCount()).isEqualTo(49_000L * 49_001 / 2);
  }

  @Test
  void longNamesAreBoundedToo() {
    var limited = GroupLimit.of(groups(900, 10_000));
    assertThat(limited.largest().stream().mapToInt(GroupCount::getSerializedSize).sum())
        .isBetween(GroupLimit.MOST_BYTES - 11_000, GroupLimit.MOST_BYTES);
    assertThat(limited.other().orElseThrow().getGroupCount())
        .isEqualTo(900 - limited.largest().size());
  }
}
