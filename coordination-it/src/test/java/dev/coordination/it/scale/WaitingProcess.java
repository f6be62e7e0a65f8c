package dev.coordination.it.scale;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A process in which one client waits many times for one lock, and that says what a waiter takes.
 * Its heap is the measure, because it counts all that a waiter costs, in ZooKeeper's client as
 * well; and it is a process of its own, because the server's part must not be counted.
 */
final class WaitingProcess {

  private WaitingProcess() {}

  /** Arguments: the servers, the path of a lock that somebody else holds, how many waiters. */
  public static void main(String[] arguments) {
    int waiters = Integer.parseInt(arguments[2]);
    var builder = ZooKeeperCoordination.builder(arguments[0]).sessionTimeout(Duration.ofMinutes(1));
    try (CoordinationClient client = builder.connect()) {
      DistributedLock lock = client.lock(arguments[1]);
      List<CompletableFuture<Hold>> waits = new ArrayList<>(waiters + 1);
      waits.add(
          lock.acquireAsync()); // what is needed only once is there before anything is measured
      awaitLine(lock, waits);
      long heap = usedHeap();
      int threads = threads();
      for (int i = 0; i < waiters; i++) {
        waits.add(lock.acquireAsync());
      }
      awaitLine(lock, waits);
      System.out.printf("%d %d%n", (usedHeap() - heap) / waiters, threads() - threads);
      System.out.flush();
    }
  }

  /** Everybody is in line, and has the replies to all that getting in line needs. */
  private static void awaitLine(DistributedLock lock, List<CompletableFuture<Hold>> waits) {
    int standing = lock.contenders().size(); // asked for behind all that has been sent
    if (standing != waits.size() + 1) {
      throw new IllegalStateException(waits.size() + " wait, but listed are " + standing);
    }
    lock.contenders(); // behind the last list, which some of them share
    lock.contenders(); // behind the watches that were set then
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long usedHeap() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
