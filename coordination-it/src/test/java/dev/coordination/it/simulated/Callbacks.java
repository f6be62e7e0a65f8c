package dev.coordination.it.simulated;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs users' callbacks on threads of its own, and knows which of them are under way. */
final class Callbacks implements Executor {

  private final Set<Thread> busy = ConcurrentHashMap.newKeySet();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "simulated-callback");
            thread.setDaemon(true);
            return thread;
          });

  @Override
  public void execute(Runnable task) {
    underWay.incrementAndGet();
    begun.incrementAndGet();
    threads.execute(
        () -> {
          busy.add(Thread.currentThread());
          try {
            task.run();
          } finally {
            busy.remove(Thread.currentThread());
            underWay.decrementAndGet();
          }
        });
  }

  /** The threads that run a callback. */
  Set<Thread> busy() {
    return busy;
  }

  /** Whether no callback is between threads: each has one, or is done. */
  boolean areAllPlaced() {
    return underWay.get() == busy.size();
  }

  int begun() {
    return begun.get();
  }

  void shutdown() {
    threads.shutdown();
  }
}
