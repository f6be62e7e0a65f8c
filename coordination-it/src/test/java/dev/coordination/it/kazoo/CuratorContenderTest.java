package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.curator.CuratorCoordination;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
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

  private FaultProxy link;
  private CuratorFramework foreign;
  private CuratorFramework own;
  private InterProcessMutex mutex;

  @BeforeEach
  void start() {
    link = new FaultProxy(server.port());
    foreign = framework(link.connectString(), SHORT_SESSION);
    own = framework(server.connectString(), SESSION);
    mutex = new InterProcessMutex(foreign, path);
  }

  @AfterEach
  void stop() {
    link.close(); // first, so that nobody waits for what is cut
    foreign.close();
    own.close();
  }

  private static CuratorFramework framework(String servers, Duration session) {
    var framework =
        CuratorFrameworkFactory.builder()
            .connectString(servers)
            .sessionTimeoutMs(Math.toIntExact(session.toMillis()))
            .retryPolicy(new RetryOneTime(100))
            .build();
    framework.start();
    return framework;
  }

  private CoordinationClient open(Backend backend, String... patterns) {
    return backend == Backend.RAW
        ? ZooKeeperCoordination.builder(server.connectString())
            .sessionTimeout(SESSION)
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

  /** Two of kazoo's and one of ours, in one line behind Curator's. */
  @ParameterizedTest
  @EnumSource
  void kazooAndWeWaitForCuratorInOneLine(Backend backend) throws Exception {
    var pythons = pythons(2);
    try (var client = open(backend, PATTERN)) {
      mutex.acquire();
      var first = pythons.get(0).acquireBehind(path, "first", PATTERN);
      assertThat(onlooker.awaitInLine(path, 2)).anyMatch(name -> name.contains(PATTERN));
      pythons.get(0).awaitWatch(path);
      var second = client.lock(path).acquireAsync();
      assertThat(onlooker.awaitInLine(path, 3)).isNotEmpty();
      var third = pythons.get(1).acquireBehind(path, "third", PATTERN);
      assertThat(onlooker.awaitInLine(path, 4)).isNotEmpty();
      pythons.get(1).awaitWatch(path);
      assertThat(List.of(first, second, third)).noneMatch(Future::isDone);

      mutex.release();

      var node = Bounded.get(first);
      assertThat(List.of(second, third)).noneMatch(Future::isDone);
      pythons.get(0).release(node);
      var hold = Bounded.get(second);
      assertThat(hold.fencingToken()).isPositive();
      assertThat(third).isNotDone();
      hold.release();
      assertThat(Bounded.get(third)).startsWith(path);
      assertThat(client.lock(path).contenders()).containsExactly("third");
    }
  }

  /** Its session runs out at the server, while it believes to have the mutex. */
  @ParameterizedTest
  @EnumSource
  void aCuratorThatIsCutOffIsSucceeded(Backend backend) throws Exception {
    var python = python();
    try (var client = open(backend, PATTERN)) {
      mutex.acquire();
      var first = client.lock(path).acquireAsync();
      assertThat(onlooker.awaitInLine(path, 2)).hasSize(2);
      var second = python.acquireBehind(path, "python", PATTERN);
      assertThat(onlooker.awaitInLine(path, 3)).hasSize(3);
      assertThat(first).isNotDone();

      link.cut();

      var hold = Bounded.get(first);
      assertThat(onlooker.awaitInLine(path, 2)).noneMatch(name -> name.contains(PATTERN));
      assertThat(mutex.isAcquiredInThisProcess()).isTrue();
      assertThat(second).isNotDone();
      hold.release();
      assertThat(Bounded.get(second)).startsWith(path);
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
