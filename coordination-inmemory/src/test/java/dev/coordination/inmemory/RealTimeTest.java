package dev.coordination.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A space on the machine's clock, with real threads that race. */
class RealTimeTest {

  private static final int CLIENTS = 4;
  private static final int THREADS = 4;
  private static final int ROUNDS = 2_000;

  private final InMemoryCoordination space = InMemoryCoordination.create();

  @AfterEach
  void close() {
    space.close();
  }

  /** Deliberately not thread-safe. */
  private static final class Tally {
    long value;
    long lastToken;

    void add(Hold hold) {
      assertThat(hold.fencingToken()).isGreaterThan(lastToken);
      lastToken = hold.fencingToken();
      value++;
    }
  }

  @Test
  void theLockGuardsWhatIsNotThreadSafe() throws InterruptedException, ExecutionException {
    Tally tally = new Tally();
    runEverywhere(
        client -> {
          DistributedLock lock = client.lock("/tally");
          for (int i = 0; i < ROUNDS; i++) {
            try (Hold hold = lock.acquire()) {
              tally.add(hold);
            }
          }
        });
    assertThat(tally.value).isEqualTo((long) CLIENTS * THREADS * ROUNDS);
    assertThat(space.store().leftovers()).isEmpty();
  }

  @Test
  void theLockGuardsAlsoWhileLinksBreakAndWaitersGiveUp()
      throws InterruptedException, ExecutionException {
    Tally tally = new Tally();
    List<Long> granted = java.util.Collections.synchronizedList(new ArrayList<>());
    runEverywhere(
        client -> {
          DistributedLock lock = client.lock("/tally");
          for (int i = 0; i < ROUNDS / 4; i++) {
            provoke(client, i);
            var maybe = lock.tryAcquire(Duration.ofMillis(i % 5));
            if (maybe.isPresent()) {
              try (Hold hold = maybe.get()) {
                tally.add(hold);
                granted.add(hold.fencingToken());
              }
            }
          }
        });
    assertThat(granted).doesNotHaveDuplicates().hasSize((int) tally.value).isNotEmpty();
    assertThat(space.store().leftovers()).isEmpty();
  }

  private void provoke(CoordinationClient client, int i) {
    switch (i % 16) {
      case 3 -> space.loseReplyOfWrite(client, 1);
      case 7 -> space.loseWrite(client, 2);
      case 11 -> {
        space.disconnect(client);
        space.reconnect(client);
      }
      default -> {}
    }
  }

  @Test
  void theCounterCountsEveryIncrementOnceWhateverIsLost()
      throws InterruptedException, ExecutionException {
    runEverywhere(
        client -> {
          for (int i = 0; i < ROUNDS; i++) {
            provoke(client, i);
            client.counter("/counter").increment();
          }
        });
    CoordinationClient client = space.connect();
    assertThat(client.counter("/counter").get()).isEqualTo((long) CLIENTS * THREADS * ROUNDS);
  }

  private interface Work {
    void on(CoordinationClient client) throws InterruptedException;
  }

  private void runEverywhere(Work work) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS * THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        CoordinationClient client = space.connect();
        for (int j = 0; j < THREADS; j++) {
          running.add(threads.submit(() -> call(work, client)));
        }
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean call(Work work, CoordinationClient client) throws InterruptedException {
    work.on(client);
    return true;
  }

  @Test
  void timePassesByItself() throws InterruptedException {
    CoordinationClient client = space.connect();
    Hold hold = client.lock("/lock").acquire();
    long start = System.nanoTime();
    assertThat(client.lock("/lock").tryAcquire(Duration.ofMillis(30))).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(29));
    hold.release();
  }

  @Test
  void aSessionExpiresByTheMachinesClock() {
    CoordinationClient client = space.connect("brief", Duration.ofMillis(100));
    Hold hold = client.lock("/lock").tryAcquire().orElseThrow();
    CompletableFuture<HoldState> ended = hold.ended().toCompletableFuture();
    CompletableFuture<Hold> next = space.connect().lock("/lock").acquireAsync();
    space.expireSessionByTime(client);
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(ended.join()).isEqualTo(HoldState.LOST);
    assertThat(next.join().fencingToken()).isGreaterThan(hold.fencingToken());
    space.reconnect(client);
    assertThat(client.connectionState()).isEqualTo(ConnectionState.CONNECTED);
  }

  @Test
  void settlingWorksOnTheMachinesClockToo() {
    CoordinationClient client = space.connect();
    Hold hold = client.lock("/lock").tryAcquire().orElseThrow();
    CompletableFuture<Hold> next = client.lock("/lock").acquireAsync();
    hold.release();
    space.settle();
    assertThat(next).isDone();
  }

  @Test
  void aClosedSpaceIsOfNoUse() {
    CoordinationClient client = space.connect();
    Hold hold = client.lock("/lock").tryAcquire().orElseThrow();
    space.close();
    space.close();
    assertThat(hold.state()).isEqualTo(HoldState.RELEASED);
    assertThat(client.connectionState()).isEqualTo(ConnectionState.CLOSED);
    assertThatIllegalStateException().isThrownBy(space::connect);
  }
}
