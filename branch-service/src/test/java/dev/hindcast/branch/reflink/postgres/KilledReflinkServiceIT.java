package dev.hindcast.branch.reflink.postgres;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.ServiceUnderTest;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.reconcile.KilledServiceSuite;
import dev.hindcast.branch.reflink.files.Reflink;
import dev.hindcast.branch.reflink.server.ForkServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Forks by shared blocks, on XFS: fewer kills, as each fork is a server. */
class KilledReflinkServiceIT extends KilledServiceSuite {
  private static LoopImage image;
  private static TestCluster cluster;

  KilledReflinkServiceIT() {
    super(Integer.getInteger("hindcast.test.reflink-kills", 10), 2, 4);
  }

  @BeforeAll
  static void start() throws IOException {
    image = LoopImage.mount("xfs");
    cluster = TestCluster.start(image.path().resolve("pg"));
  }

  @AfterAll
  static void stop() throws IOException {
    if (image != null) {
      try (var mounted = image) {
        for (var label : cluster.forks().labels()) {
          ForkServer.stop(cluster.forks().folder(label.name().uid()));
        }
        cluster.close();
      }
    }
  }

  @Override
  protected ServiceUnderTest service() {
    var store = cluster.store();
    var stores = TestCluster.stores(store.admin(), TestCluster.options());
    return new ServiceUnderTest(
        store, stores, databases -> TestCluster.provider(stores, databases, new Reflink()));
  }

  @Override
  protected Map<String, String> storeSettings() {
    var settings = new HashMap<String, String>();
    settings.put("hindcast.branch.stores.ops.provider", "reflink");
    TestCluster.options()
        .forEach(
            (name, value) -> settings.put("hindcast.branch.stores.ops.options." + name, value));
    return settings;
  }

  @Override
  protected List<String> left(ServiceUnderTest service, List<Branch> all) {
    return all.stream()
        .map(Branch::forkName)
        .filter(name -> !cluster.remains(service.store, name).isEmpty())
        .map(ForkName::uid)
        .toList();
  }

  @Override
  protected List<String> things(Branch ready) {
    return List.of(ready.uid());
  }
}
