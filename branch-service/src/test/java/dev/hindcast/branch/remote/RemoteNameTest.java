package dev.hindcast.branch.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.Installation;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RemoteNameTest {
  private final Installation one = new Installation(new UUID(1, 2));

  @Test
  void itIsTheSameForTheSameForkAndFitsEveryEngine() {
    var fork = new ForkName("ops", "a".repeat(40));
    var name = RemoteName.of(one, fork);
    assertThat(name).isEqualTo(RemoteName.of(one, fork));
    assertThat(name.next().next().toString()).matches("[a-z][a-z0-9-]{0,62}");
    assertThat(RemoteName.parse(name.toString())).contains(name);
    assertThat(RemoteName.parse(name.next().toString())).contains(name.next());
  }

  @Test
  void itTellsInstallationsAndStoresApart() {
    var mark = RemoteName.mark(one, "ops");
    assertThat(RemoteName.mark(new Installation(new UUID(1, 3)), "ops")).isNotEqualTo(mark);
    assertThat(RemoteName.mark(one, "other")).isNotEqualTo(mark);
  }

  @Test
  void othersNamesAreNotOurs() {
    for (var name :
        new String[] {
          "main",
          "hindcast-",
          "hindcast-xyz-a1",
          "hindcast-0a1b2c3d-",
          "preview/hindcast-0a1b2c3d-a1"
        }) {
      assertThat(RemoteName.parse(name)).as(name).isEmpty();
    }
  }
}
