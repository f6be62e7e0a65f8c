package dev.coordination.it.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.inmemory.InMemoryCoordination;
import dev.coordination.it.Bounded;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.TestServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Thousands who wait on virtual threads: each is granted in its turn, and none of them occupies a
 * thread of the machine. Made by reflection, for the JDK that we build with has none.
 */
class VirtualThreadsTest {

  private static final int WAITERS = 3_000;

  @BeforeEach
  void needsVirtualThreads() {
    assumeTrue(Runtime.version().feature() >= 21, "this JDK has no virtual threads");
  }

  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @Test
  void inMemory() throws InterruptedException {
    try (InMemoryCoordination store = InMemoryCoordination.create();
        CoordinationClient client = store.connect()) {
      thousandsWait(client.lock("/lock"));
    }
  }

  @Test
  void onZooKeeper() throws InterruptedException {
    try (CoordinationClient client =
        ZooKeeperCoordination.builder(TestServer.shared().connectString())
            .sessionTimeout(Duration.ofMinutes(1))
            .connect()) {
      thousandsWait(client.lock("/virtual"));
    }
  }

  private static void thousandsWait(DistributedLock lock) throws InterruptedException {
    Hold first = lock.acquire();
    AtomicInteger inside = new AtomicInteger();
    List<Future<Integer>> turns = new ArrayList<>();
    ExecutorService threads = virtualThreads();
    try {
      for (int i = 0; i < WAITERS; i++) {
        turns.add(threads.submit(turn(lock, inside)));
      }
      Thread given = interrupted(lock);
      while (lock.contenders().size() <= WAITERS) {
        Thread.onSpinWait();
      }
      int used = ManagementFactory.getThreadMXBean().getThreadCount();
      given.interrupt();
      first.release();
      assertThat(turns).allSatisfy(turn -> assertThat(Bounded.get(turn)).isOne());
      assertThat(used).as("threads of the machine").isLessThan(200);
      given.join();
      assertThat(lock.tryAcquire()).isPresent();
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<Integer> turn(DistributedLock lock, AtomicInteger inside) {
    return () -> {
      try (Hold hold = lock.acquire()) {
        int together = inside.incrementAndGet();
        assertThat(hold.isHeld()).isTrue();
        inside.decrementAndGet();
        return together;
      }
    };
  }

  /** Waits on a virtual thread until it is interrupted, or had its turn. */
  private static Thread interrupted(DistributedLock lock) {
    Runnable wait =
        () -> {
          try {
            lock.acquire().release();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try {
      return (Thread)
          Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, wait);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
