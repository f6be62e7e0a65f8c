package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.Test;

/** The examples that need ZooKeeper, on a real one. */
class RealServerTest {

  private final TestServer server = TestServer.shared();

  @Test
  void firstProgramRunsAndLeavesNothingHeld() throws InterruptedException {
    try (CoordinationClient client = ZooKeeperCoordination.connect(server.connectString())) {
      long before = client.counter("/reports/runs").get();
      FirstProgram.main(new String[] {server.connectString()});
      assertThat(client.counter("/reports/runs").get()).isEqualTo(before + 1);
      assertThat(client.lock("/reports/daily").contenders()).isEmpty();
    }
  }

  @Test
  void curatorsSessionHoldsTheLock() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    try (CuratorFramework framework =
        CuratorFrameworkFactory.newClient(server.connectString(), new RetryOneTime(100))) {
      framework.start();
      OnCurator.underLock(framework, "/shared", () -> seen.add("under the lock"));
      assertThat(framework.getZookeeperClient().isConnected()).isTrue();
    }
    assertThat(seen).containsExactly("under the lock");
  }
}
