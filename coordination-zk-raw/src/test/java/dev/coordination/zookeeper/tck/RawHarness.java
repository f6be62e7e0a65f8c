package dev.coordination.zookeeper.tck;

import dev.coordination.tck.TckHarness;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.ClientFactory;
import dev.coordination.zookeeper.testkit.ZooKeeperHarness;
import java.time.Duration;

/** How the kit reaches this backend. */
final class RawHarness {

  private RawHarness() {}

  static TckHarness create() {
    return new ZooKeeperHarness("zookeeper", "zookeeper", RawHarness::connect);
  }

  private static ClientFactory.Opened connect(
      String connectString,
      Duration sessionTimeout,
      String identifier,
      ClientFactory.WallClock clock) {
    return ClientFactory.Opened.of(
        ZooKeeperCoordination.builder(connectString)
            .sessionTimeout(sessionTimeout)
            .identifier(identifier)
            .wallClock(clock.source())
            .clockSkew(clock.skew())
            .connect());
  }
}
