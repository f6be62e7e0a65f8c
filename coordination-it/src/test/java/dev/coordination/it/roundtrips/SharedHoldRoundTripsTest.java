package dev.coordination.it.roundtrips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.DistributedSemaphore;
import dev.coordination.Hold;
import dev.coordination.it.Backend;
import dev.coordination.it.Onlooker;
import dev.coordination.zookeeper.testkit.TestServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What read/write locks and semaphores cost through a slow link, in round trips. */
class SharedHoldRoundTripsTest {

  private static final int IN_LINE = 4;
  private static final AtomicInteger PATHS = new AtomicInteger();
  private static final Table TABLE = new Table();

  private final String path = "/shared-round-trips-" + PATHS.incrementAndGet();
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

  @ParameterizedTest
  @EnumSource
  void readAcquire(Backend backend) throws InterruptedException {
    judgeAcquire(Operation.READ_ACQUIRE, backend, client -> client.readLock(path));
  }

  @ParameterizedTest
  @EnumSource
  void writeAcquire(Backend backend) throws InterruptedException {
    judgeAcquire(Operation.WRITE_ACQUIRE, backend, client -> client.writeLock(path));
  }

  private static void judgeAcquire(
      Operation operation, Backend backend, Function<CoordinationClient, DistributedLock> lockOf)
      throws InterruptedException {
    try (var clients = new SlowClients(backend, 1)) {
      var lock = lockOf.apply(clients.get(0));
      TABLE.judge(
          operation,
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

  /** Readers and writers in turn, so that the median is of both ways. */
  @ParameterizedTest
  @EnumSource
  void readWriteHandOver(Backend backend) {
    try (var clients = new SlowClients(backend, IN_LINE)) {
      Function<CoordinationClient, CompletableFuture<Hold>> acquire =
          client ->
              clients.all().indexOf(client) % 2 == 0
                  ? client.writeLock(path).acquireAsync()
                  : client.readLock(path).acquireAsync();
      TABLE.judge(
          Operation.READ_WRITE_HAND_OVER,
          backend,
          clients.median(new RollingLine<>(clients, onlooker, path, acquire)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void permitAcquireAndRelease(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 1)) {
      DistributedSemaphore semaphore = clients.get(0).semaphore(path, 3);
      TABLE.judge(
          Operation.PERMIT_ACQUIRE,
          backend,
          clients.median(
              watch -> {
                watch.start();
                var hold = semaphore.acquire();
                watch.stop();
                leave(hold);
              }));
      TABLE.judge(
          Operation.PERMIT_RELEASE,
          backend,
          clients.median(
              watch -> {
                var hold = semaphore.acquire();
                watch.start();
                hold.release();
                watch.stop();
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void permitRefused(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 2)) {
      var held = clients.get(0).semaphore(path, 1).acquire();
      DistributedSemaphore semaphore = clients.get(1).semaphore(path, 1);
      TABLE.judge(
          Operation.PERMIT_REFUSED,
          backend,
          clients.median(
              watch -> {
                watch.start();
                var refused = semaphore.tryAcquire();
                watch.stop();
                assertThat(refused).isEmpty();
              }));
      assertThat(held.isHeld()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void permitHandOver(Backend backend) {
    try (var clients = new SlowClients(backend, IN_LINE)) {
      TABLE.judge(
          Operation.PERMIT_HAND_OVER,
          backend,
          clients.median(
              new RollingLine<>(
                  clients,
                  this::awaitInGuardLine,
                  client -> client.semaphore(path, 1).acquireAsync())));
    }
  }

  /** The first has the permit before the next comes; whoever has it has left the guard's line. */
  private void awaitInGuardLine(int standing) {
    var unused =
        standing == 1
            ? onlooker.awaitInLine(path, 1)
            : onlooker.awaitInLine(path + "-__lock__", standing - 1);
  }

  /** Without waiting: whatever the client does next is behind it in any case. */
  private static void leave(Hold hold) {
    var unused = hold.releaseAsync();
  }
}
