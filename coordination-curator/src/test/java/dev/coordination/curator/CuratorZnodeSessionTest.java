package dev.coordination.curator;

import dev.coordination.zookeeper.engine.ServerFixture;
import dev.coordination.zookeeper.engine.ZnodeSessionContract;
import dev.coordination.zookeeper.engine.ZnodeSessionFixture;
import dev.coordination.zookeeper.engine.ZnodeTransport;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;

/** A framework's handle keeps the contract of sessions; here in a namespace. */
class CuratorZnodeSessionTest extends ZnodeSessionContract {

  private static final String NAMESPACE = "apps/curator";
  private static final int SESSION_MILLIS = 2_000;
  private static final int RETRY_MILLIS = 50;

  @Override
  protected ZnodeSessionFixture newFixture() {
    return new Fixture();
  }

  private static final class Fixture extends ServerFixture {

    Fixture() {
      super("/" + NAMESPACE);
    }

    @Override
    protected boolean ownsSession() {
      return false;
    }

    @Override
    protected ZnodeTransport newTransport(String connectString) {
      CuratorFramework framework =
          CuratorFrameworkFactory.builder()
              .connectString(connectString)
              .sessionTimeoutMs(SESSION_MILLIS)
              .namespace(NAMESPACE)
              .ensembleTracker(false) // its requests would be among those that are lost
              .retryPolicy(new RetryForever(RETRY_MILLIS))
              .build();
      framework.start();
      onClose(framework::close);
      return CuratorCoordination.builder(framework).transport(false);
    }
  }
}
