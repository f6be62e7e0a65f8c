package dev.coordination.curator.tck;

import dev.coordination.curator.CuratorCoordination;
import dev.coordination.tck.TckHarness;
import dev.coordination.zookeeper.testkit.ClientFactory;
import dev.coordination.zookeeper.testkit.TestServer;
import dev.coordination.zookeeper.testkit.ZooKeeperHarness;
import java.time.Duration;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;

/** How the kit reaches this backend: each client is the only user of a framework of its own. */
final class CuratorHarness {

  private CuratorHarness() {}

  static TckHarness create() {
    return new ZooKeeperHarness("curator", "curator", CuratorHarness::connect);
  }

  private static ClientFactory.Opened connect(
      String connectString,
      Duration sessionTimeout,
      String identifier,
      ClientFactory.WallClock clock) {
    var handles = new Handles();
    var framework =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs(Math.toIntExact(sessionTimeout.toMillis()))
            .retryPolicy(new RetryOneTime(100))
            .zookeeperFactory(handles)
            .build();
    framework.start();
    Runnable close =
        () -> {
          framework.close();
          handles.close();
        };
    try {
      var client =
          CuratorCoordination.builder(framework)
              .identifier(identifier)
              .tickAllowance(TestServer.TICK)
              .wallClock(clock.source())
              .clockSkew(clock.skew())
              .create();
      return new ClientFactory.Opened(client, close);
    } catch (RuntimeException e) {
      close.run();
      throw e;
    }
  }
}
