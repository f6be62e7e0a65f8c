package dev.coordination.zookeeper;

import dev.coordination.zookeeper.engine.ServerFixture;
import dev.coordination.zookeeper.engine.ZnodeSessionContract;
import dev.coordination.zookeeper.engine.ZnodeSessionFixture;
import dev.coordination.zookeeper.engine.ZnodeTransport;
import java.time.Duration;

/** ZooKeeper's own client keeps the contract of sessions; here under a root. */
class RawZnodeSessionTest extends ZnodeSessionContract {

  private static final String ROOT = "/apps/raw";

  @Override
  protected ZnodeSessionFixture newFixture() {
    return new Fixture();
  }

  private static final class Fixture extends ServerFixture {

    Fixture() {
      super(ROOT);
    }

    @Override
    protected ZnodeTransport newTransport(String connectString) {
      return new RawTransport(
          ZooKeeperCoordination.builder(connectString + ROOT)
              .sessionTimeout(Duration.ofSeconds(2))
              .settings());
    }
  }
}
