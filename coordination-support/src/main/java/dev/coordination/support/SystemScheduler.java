package dev.coordination.support;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's monotonic clock, with one daemon thread for its timers. The thread comes with a
 * timer and goes when there has been none for a while. After {@link #close} timers are accepted and
 * never run.
 */
public final class SystemScheduler implements Scheduler, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SystemScheduler.class);

  /** Delays beyond this, about a century, are cut to it: the queue compares sums of two. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 3);

  private final ScheduledThreadPoolExecutor timers;

  /**
   * Creates a scheduler without timers.
   *
   * @param threadName the name of its thread
   */
  public SystemScheduler(String threadName) {
    timers = new ScheduledThreadPoolExecutor(1, CallbackPool.daemons(threadName));
    timers.setRemoveOnCancelPolicy(true);
    timers.setKeepAliveTime(CallbackPool.IDLE_SECONDS, TimeUnit.SECONDS);
    timers.allowCoreThreadTimeOut(true);
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timers.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    Duration bounded = delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    long nanos = bounded.isNegative() ? 0 : bounded.toNanos();
    var future = timers.schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void close() {
    timers.shutdown();
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      log.error("A timer's task threw", e);
    }
  }
}
