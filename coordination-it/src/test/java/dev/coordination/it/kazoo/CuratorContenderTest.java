package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.curator.CuratorCoordination;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A lock of Curator's own on a path of ours: whoever names its nodes waits for it, but it waits for
 * nobody else's, so that this is a way to get out of each other's way, and no mutual exclusion.
 */
class CuratorContenderTest extends KazooTest {

  private static final String PATTERN = "-lock-";

  private CuratorFramework foreign;
  private CuratorFramework own;
  private InterProcessMutex mutex;

  @BeforeEach
  void start() {
    foreign = framework();
    own = framework();
    mutex = new InterProcessMutex(foreign, path);
  }

  @AfterEach
  void stop() {
    foreign.close();
    own.close();
  }

  private CuratorFramework framework() {
    var framework =
        CuratorFrameworkFactory.newClient(server.connectString(), new RetryOneTime(100));
    framework.start();
    return framework;
  }

  private CoordinationClient open(Backend backend, String... patterns) {
    return backend == Backend.RAW
        ? ZooKeeperCoordination.builder(server.connectString())
            .contenderPatterns(patterns)
            .connect()
        : CuratorCoordination.builder(own).contenderPatterns(patterns).create();
  }

  @ParameterizedTest
  @EnumSource
  void whoKnowsThePatternWaitsForCurator(Backend backend) throws Exception {
    try (var client = open(backend, PATTERN)) {
      mutex.acquire();
      var lock = client.lock(path);
      assertThat(lock.tryAcquire()).isEmpty();
      var waiting = lock.acquireAsync();
      assertThat(onlooker.awaitInLine(path, 2)).anyMatch(name -> name.contains(PATTERN));
      assertThat(lock.contenders()).hasSize(2);
      assertThat(waiting).isNotDone();

      mutex.release();

      assertThat(Bounded.get(waiting).isHeld()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCuratorThatEndsIsSucceeded(Backend backend) throws Exception {
    try (var client = open(backend, PATTERN)) {
      mutex.acquire();
      var waiting = client.lock(path).acquireAsync();
      assertThat(onlooker.awaitInLine(path, 2)).hasSize(2);

      foreign.close();

      assertThat(Bounded.get(waiting).isHeld()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoDoesNotKnowThePatternWaitsForNobody(Backend backend) throws Exception {
    try (var client = open(backend)) {
      mutex.acquire();
      assertThat(client.lock(path).tryAcquire()).isPresent();
      assertThat(mutex.isAcquiredInThisProcess()).isTrue();
    }
  }

  /** The reason why a path must not be shared with it for good. */
  @ParameterizedTest
  @EnumSource
  void curatorDoesNotWaitForUs(Backend backend) throws Exception {
    try (var client = open(backend, PATTERN)) {
      var hold = client.lock(path).acquire();
      assertThat(mutex.acquire(30, TimeUnit.SECONDS)).isTrue();
      assertThat(hold.isHeld()).as("both at once").isTrue();
    }
  }
}
