package dev.coordination.it;

import dev.coordination.curator.CuratorCoordination;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.ClientFactory;
import dev.coordination.zookeeper.testkit.ZooKeeperHarness;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;

/** The two backends on ZooKeeper, and how each makes a client. */
public enum Backend implements ClientFactory {
  /** On ZooKeeper's own client. */
  RAW("zookeeper") {
    @Override
    public Opened connect(
        String connectString, Duration sessionTimeout, String identifier, WallClock clock) {
      return Opened.of(
          ZooKeeperCoordination.builder(connectString)
              .sessionTimeout(sessionTimeout)
              .identifier(identifier)
              .wallClock(clock.source())
              .clockSkew(clock.skew())
              .connect());
    }
  },

  /** On a CuratorFramework of the client's own. */
  CURATOR("curator") {
    @Override
    public Opened connect(
        String connectString, Duration sessionTimeout, String identifier, WallClock clock) {
      var framework =
          CuratorFrameworkFactory.builder()
              .connectString(connectString)
              .sessionTimeoutMs(Math.toIntExact(sessionTimeout.toMillis()))
              .retryPolicy(new RetryOneTime(100))
              .build();
      framework.start();
      try {
        var client =
            CuratorCoordination.builder(framework)
                .identifier(identifier)
                .wallClock(clock.source())
                .clockSkew(clock.skew())
                .create();
        return new Opened(client, framework::close);
      } catch (RuntimeException e) {
        framework.close();
        throw e;
      }
    }
  };

  private final String scheme;

  Backend(String scheme) {
    this.scheme = scheme;
  }

  /** Returns a harness whose clients are all of this backend. */
  public ZooKeeperHarness harness() {
    return new ZooKeeperHarness(scheme, scheme, this);
  }

  /**
   * Returns a harness whose clients are of this backend, and those of other processes of another.
   */
  public ZooKeeperHarness harnessWithOtherProcessesOn(Backend other) {
    return new ZooKeeperHarness(scheme + " and " + other.scheme, other.scheme, this);
  }

  /** Returns a harness whose clients are of one backend and of the other in turn. */
  public static ZooKeeperHarness mixedHarness() {
    var made = new AtomicInteger();
    ClientFactory inTurn =
        (connectString, sessionTimeout, identifier, clock) ->
            values()[made.getAndIncrement() % values().length].connect(
                connectString, sessionTimeout, identifier, clock);
    return new ZooKeeperHarness("mixed", RAW.scheme, inTurn);
  }
}
