package dev.coordination.it.roundtrips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.it.Backend;
import dev.coordination.it.Onlooker;
import dev.coordination.zookeeper.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each operation waits for on a real server, with 10 ms in each direction: medians, held
 * against the number of round trips that the operation may take. Prints what it measured.
 */
class RoundTripsTest {

  private static final int IN_LINE = 5;
  private static final AtomicInteger PATHS = new AtomicInteger();
  private static final Table TABLE = new Table();

  private final String path = newPath();
  private Onlooker onlooker;

  @BeforeEach
  void lookOn() {
    onlooker = new Onlooker(TestServer.shared());
  }

  @AfterEach
  void lookAway() {
    onlooker.close();
  }

  @AfterAll
  static void printTable() {
    System.out.println(TABLE);
  }

  private static String newPath() {
    return "/round-trips-" + PATHS.incrementAndGet();
  }

  @ParameterizedTest
  @EnumSource
  void lockAcquire(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 1)) {
      var lock = clients.get(0).lock(path);
      judge(
          Operation.LOCK_ACQUIRE,
          backend,
          clients.median(
              watch -> {
                watch.start();
                var hold = lock.acquire();
                watch.stop();
                leave(hold);
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void lockAcquireWithParentsMissing(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 1)) {
      judge(
          Operation.LOCK_ACQUIRE_COLD,
          backend,
          clients.median(
              watch -> {
                var lock = clients.get(0).lock(newPath() + "/b/c");
                watch.start();
                var hold = lock.acquire();
                watch.stop();
                leave(hold);
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void lockRelease(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 1)) {
      var lock = clients.get(0).lock(path);
      judge(
          Operation.LOCK_RELEASE,
          backend,
          clients.median(
              watch -> {
                var hold = lock.acquire();
                watch.start();
                hold.release();
                watch.stop();
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void tryAcquireHeld(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 2)) {
      var held = clients.get(0).lock(path).acquire();
      var lock = clients.get(1).lock(path);
      judge(
          Operation.TRY_ACQUIRE_HELD,
          backend,
          clients.median(
              watch -> {
                watch.start();
                var refused = lock.tryAcquire();
                watch.stop();
                assertThat(refused).isEmpty();
              }));
      assertThat(held.isHeld()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tryAcquireFree(Backend backend) {
    try (var clients = new SlowClients(backend, 1)) {
      var lock = clients.get(0).lock(path);
      judge(
          Operation.TRY_ACQUIRE_FREE,
          backend,
          clients.median(
              watch -> {
                watch.start();
                var hold = lock.tryAcquire();
                watch.stop();
                leave(hold.orElseThrow());
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void election(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 1)) {
      var election = clients.get(0).election(path);
      judge(
          Operation.ELECTION,
          backend,
          clients.median(
              watch -> {
                watch.start();
                var leadership = election.campaign();
                watch.stop();
                leave(leadership);
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void lockHandOver(Backend backend) {
    judgeHandOver(Operation.LOCK_HAND_OVER, backend, client -> client.lock(path).acquireAsync());
  }

  @ParameterizedTest
  @EnumSource
  void takeover(Backend backend) {
    judgeHandOver(Operation.TAKEOVER, backend, client -> client.election(path).campaignAsync());
  }

  private <H extends Hold> void judgeHandOver(
      Operation operation,
      Backend backend,
      Function<CoordinationClient, CompletableFuture<H>> acquire) {
    try (var clients = new SlowClients(backend, IN_LINE)) {
      judge(
          operation, backend, clients.median(new RollingLine<>(clients, onlooker, path, acquire)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void counterGet(Backend backend) {
    try (var clients = new SlowClients(backend, 1)) {
      var counter = clients.get(0).counter(path);
      judge(
          Operation.COUNTER_GET,
          backend,
          clients.median(
              watch -> {
                watch.start();
                var unused = counter.get();
                watch.stop();
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void counterIncrement(Backend backend) {
    try (var clients = new SlowClients(backend, 1)) {
      var counter = clients.get(0).counter(path);
      judge(
          Operation.COUNTER_INCREMENT,
          backend,
          clients.median(
              watch -> {
                watch.start();
                counter.increment();
                watch.stop();
              }));
    }
  }

  /** Somebody else writes in between: what the client last saw is not what stands there. */
  @ParameterizedTest
  @EnumSource
  void counterIncrementAfterALostRace(Backend backend) {
    try (var clients = new SlowClients(backend, 1)) {
      var counter = clients.get(0).counter(path);
      counter.increment();
      judge(
          Operation.COUNTER_LOST_RACE,
          backend,
          clients.median(
              watch -> {
                onlooker.write(path, "41".getBytes(StandardCharsets.US_ASCII));
                watch.start();
                long after = counter.increment();
                watch.stop();
                assertThat(after).isEqualTo(42);
              }));
    }
  }

  /** Without waiting: whatever the client does next is behind it in any case. */
  private static void leave(Hold hold) {
    var unused = hold.releaseAsync();
  }

  private static void judge(Operation operation, Backend backend, double trips) {
    TABLE.judge(operation, backend, trips);
  }
}
