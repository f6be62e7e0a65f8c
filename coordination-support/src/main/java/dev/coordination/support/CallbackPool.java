package dev.coordination.support;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where users' code runs when they chose no executor: daemon threads that come with the work and go
 * when idle. There are as many as callbacks that block, so that none ever waits for another.
 */
public final class CallbackPool implements Executor, AutoCloseable {

  static final int IDLE_SECONDS = 5;

  private final ThreadPoolExecutor threads;

  /**
   * Creates a pool without threads.
   *
   * @param threadName the name of its threads, to which they add a number
   */
  public CallbackPool(String threadName) {
    threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            daemons(threadName));
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /**
   * Lets threads end as soon as they are idle. What comes later still runs: stages that are asked
   * of an ended hold complete on a closed client too.
   */
  @Override
  public void close() {
    threads.setKeepAliveTime(0, TimeUnit.SECONDS);
  }

  /** Makes daemon threads of one name, numbered. */
  static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
