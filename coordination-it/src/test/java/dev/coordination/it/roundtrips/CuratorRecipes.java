package dev.coordination.it.roundtrips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.it.Bounded;
import dev.coordination.it.Onlooker;
import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.RoundTrips;
import dev.coordination.zookeeper.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.locks.InterProcessLock;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.retry.RetryOneTime;

/** What Curator's own recipes cost through the same slow links, where there is a like operation. */
final class CuratorRecipes implements AutoCloseable {

  private static final int IN_LINE = 5;
  private static final int SESSION_MILLIS = 30_000;

  private final Table table;
  private final List<FaultProxy> links = new ArrayList<>();
  private final List<CuratorFramework> clients = new ArrayList<>();
  private final Onlooker onlooker = new Onlooker(TestServer.shared());
  private int paths;

  CuratorRecipes(Table table) {
    this.table = table;
    for (int i = 0; i < IN_LINE; i++) {
      FaultProxy link = new FaultProxy(TestServer.shared().port());
      links.add(link);
      clients.add(
          CuratorFrameworkFactory.builder()
              .connectString(link.connectString())
              .sessionTimeoutMs(SESSION_MILLIS)
              .retryPolicy(new RetryOneTime(100))
              .build());
      clients.get(i).start();
    }
  }

  void measure() throws Exception {
    locks();
    sharedLocks();
    semaphores();
    elections();
    counters();
    queues();
    barriers();
  }

  private String newPath() {
    return "/curator-recipes-" + ++paths;
  }

  private CuratorFramework client() {
    return clients.get(0);
  }

  private void note(Operation operation, RoundTrips.Run<Exception> run) throws Exception {
    double trips = RoundTrips.through(links.toArray(FaultProxy[]::new)).median(run);
    table.note(operation, Table.Column.CURATOR_RECIPES, trips);
  }

  // ---- locks

  private void locks() throws Exception {
    InterProcessMutex mutex = new InterProcessMutex(client(), newPath());
    acquire(Operation.LOCK_ACQUIRE, mutex);
    note(
        Operation.LOCK_RELEASE,
        watch -> {
          mutex.acquire();
          watch.start();
          mutex.release();
          watch.stop();
        });
    note(
        Operation.LOCK_ACQUIRE_COLD,
        watch -> {
          InterProcessMutex cold = new InterProcessMutex(client(), newPath() + "/b/c");
          watch.start();
          cold.acquire();
          watch.stop();
          cold.release();
        });
    note(
        Operation.TRY_ACQUIRE_FREE,
        watch -> {
          watch.start();
          boolean granted = mutex.acquire(0, TimeUnit.SECONDS);
          watch.stop();
          assertThat(granted).isTrue();
          mutex.release();
        });
    String held = newPath();
    new InterProcessMutex(clients.get(1), held).acquire();
    InterProcessMutex refused = new InterProcessMutex(client(), held);
    note(
        Operation.TRY_ACQUIRE_HELD,
        watch -> {
          watch.start();
          boolean granted = refused.acquire(0, TimeUnit.SECONDS);
          watch.stop();
          assertThat(granted).isFalse();
        });
    handOver();
  }

  private void acquire(Operation operation, InterProcessLock lock) throws Exception {
    note(
        operation,
        watch -> {
          watch.start();
          lock.acquire();
          watch.stop();
          lock.release();
        });
  }

  /** A mutex belongs to its thread, so each contender has one. */
  private void handOver() throws Exception {
    String path = newPath();
    List<ExecutorService> threads = new ArrayList<>();
    List<InterProcessMutex> mutexes = new ArrayList<>();
    List<Future<Boolean>> grants = new ArrayList<>();
    for (CuratorFramework client : clients) {
      threads.add(Executors.newSingleThreadExecutor());
      mutexes.add(new InterProcessMutex(client, path));
      grants.add(threads.get(grants.size()).submit(acquiring(mutexes.get(grants.size()))));
      onlooker.awaitInLine(path, grants.size());
    }
    int[] head = {0};
    note(
        Operation.LOCK_HAND_OVER,
        watch -> {
          int from = head[0];
          head[0] = (from + 1) % IN_LINE;
          Bounded.get(grants.get(from));
          watch.start();
          var released = threads.get(from).submit(() -> release(mutexes.get(from)));
          Bounded.get(grants.get(head[0]));
          watch.stop();
          Bounded.get(released);
          grants.set(from, threads.get(from).submit(acquiring(mutexes.get(from))));
          onlooker.awaitInLine(path, IN_LINE);
        });
    threads.forEach(ExecutorService::shutdownNow);
  }

  private static Callable<Boolean> acquiring(InterProcessLock lock) {
    return () -> {
      lock.acquire();
      return true;
    };
  }

  private static boolean release(InterProcessLock lock) throws Exception {
    lock.release();
    return true;
  }

  private void sharedLocks() throws Exception {
    InterProcessReadWriteLock lock = new InterProcessReadWriteLock(client(), newPath());
    acquire(Operation.READ_ACQUIRE, lock.readLock());
    acquire(Operation.WRITE_ACQUIRE, lock.writeLock());
  }

  private void semaphores() throws Exception {
    InterProcessSemaphoreV2 semaphore = new InterProcessSemaphoreV2(client(), newPath(), 3);
    note(
        Operation.PERMIT_ACQUIRE,
        watch -> {
          watch.start();
          var lease = semaphore.acquire();
          watch.stop();
          semaphore.returnLease(lease);
        });
    note(
        Operation.PERMIT_RELEASE,
        watch -> {
          var lease = semaphore.acquire();
          watch.start();
          semaphore.returnLease(lease);
          watch.stop();
        });
    String full = newPath();
    var held = new InterProcessSemaphoreV2(clients.get(1), full, 1).acquire();
    InterProcessSemaphoreV2 refused = new InterProcessSemaphoreV2(client(), full, 1);
    note(
        Operation.PERMIT_REFUSED,
        watch -> {
          watch.start();
          var lease = refused.acquire(0, TimeUnit.SECONDS);
          watch.stop();
          assertThat(lease).isNull();
        });
    held.close();
  }

  private void elections() throws Exception {
    String path = newPath();
    note(
        Operation.ELECTION,
        watch -> {
          LeaderLatch latch = new LeaderLatch(client(), path);
          watch.start();
          latch.start();
          latch.await();
          watch.stop();
          latch.close();
        });
    takeover();
  }

  private void takeover() throws Exception {
    String path = newPath();
    List<LeaderLatch> line = new ArrayList<>();
    for (CuratorFramework client : clients) {
      line.add(standing(client, path));
      onlooker.awaitInLine(path, line.size());
    }
    note(
        Operation.TAKEOVER,
        watch -> {
          LeaderLatch leader = line.remove(0);
          leader.await();
          watch.start();
          var closed =
              Bounded.start(
                  () -> {
                    leader.close();
                    return true;
                  });
          line.get(0).await();
          watch.stop();
          Bounded.get(closed);
          line.add(standing(clients.get(line.size()), path));
          onlooker.awaitInLine(path, line.size());
        });
    for (LeaderLatch latch : line) {
      latch.close();
    }
  }

  private static LeaderLatch standing(CuratorFramework client, String path) throws Exception {
    LeaderLatch latch = new LeaderLatch(client, path);
    latch.start();
    return latch;
  }

  // ---- data

  private void counters() throws Exception {
    String path = newPath();
    DistributedAtomicLong counter =
        new DistributedAtomicLong(client(), path, new RetryOneTime(100));
    assertThat(counter.increment().succeeded()).isTrue();
    note(
        Operation.COUNTER_GET,
        watch -> {
          watch.start();
          assertThat(counter.get().succeeded()).isTrue();
          watch.stop();
        });
    note(
        Operation.COUNTER_INCREMENT,
        watch -> {
          watch.start();
          assertThat(counter.increment().succeeded()).isTrue();
          watch.stop();
        });
  }

  private void queues() throws Exception {
    SimpleDistributedQueue queue = new SimpleDistributedQueue(client(), newPath());
    byte[] item = "item".getBytes(StandardCharsets.UTF_8);
    note(
        Operation.QUEUE_PUT,
        watch -> {
          watch.start();
          queue.offer(item);
          watch.stop();
        });
    note(
        Operation.QUEUE_POLL_DRAINING,
        watch -> {
          watch.start();
          assertThat(queue.poll()).isEqualTo(item);
          watch.stop();
        });
    note(
        Operation.QUEUE_POLL_COLD,
        watch -> {
          String path = newPath();
          new SimpleDistributedQueue(clients.get(1), path).offer(item);
          SimpleDistributedQueue cold = new SimpleDistributedQueue(client(), path);
          watch.start();
          assertThat(cold.poll()).isEqualTo(item);
          watch.stop();
        });
  }

  private void barriers() throws Exception {
    DistributedBarrier open = new DistributedBarrier(client(), newPath());
    note(
        Operation.BARRIER_OPEN,
        watch -> {
          watch.start();
          open.waitOnBarrier();
          watch.stop();
        });
    String path = newPath();
    onlooker.create(path);
    note(
        Operation.DOUBLE_BARRIER_LAST,
        watch -> {
          var first = new DistributedDoubleBarrier(clients.get(1), path, 2);
          var last = new DistributedDoubleBarrier(client(), path, 2);
          var entering = Bounded.start(() -> entered(first));
          onlooker.awaitInLine(path, 1);
          watch.start();
          last.enter();
          watch.stop();
          Bounded.get(entering);
          var leaving = Bounded.start(() -> left(first));
          last.leave();
          Bounded.get(leaving);
          onlooker.awaitInLine(path, 0);
        });
  }

  private static boolean entered(DistributedDoubleBarrier barrier) throws Exception {
    barrier.enter();
    return true;
  }

  private static boolean left(DistributedDoubleBarrier barrier) throws Exception {
    barrier.leave();
    return true;
  }

  @Override
  public void close() {
    clients.forEach(CuratorFramework::close);
    links.forEach(FaultProxy::close);
    onlooker.close();
  }
}
