package dev.coordination.support;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in the order given, on another executor.
 *
 * <p>Over {@code Runnable::run} it becomes an event loop without a thread: whoever finds it idle
 * runs the task, and the tasks that others add meanwhile; whoever finds it busy leaves the task and
 * goes on. State that only such tasks touch needs no lock, and no caller ever waits for another.
 *
 * <p>A task that throws is logged and does not disturb the next. A task that the other executor
 * rejects is logged and dropped.
 */
public final class SerialExecutor implements Executor {

  private static final Logger log = LoggerFactory.getLogger(SerialExecutor.class);

  private final Executor delegate;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean draining;

  /**
   * Creates an executor without tasks.
   *
   * @param delegate runs the tasks
   */
  public SerialExecutor(Executor delegate) {
    this.delegate = delegate;
  }

  @Override
  public void execute(Runnable task) {
    add(task);
    start();
  }

  /** Adds a task without running anything yet; {@link #start} does. */
  void add(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
    }
  }

  /** Runs what was added, unless somebody is running it already. */
  void start() {
    synchronized (tasks) {
      if (draining || tasks.isEmpty()) {
        return;
      }
      draining = true;
    }
    try {
      delegate.execute(this::drain);
    } catch (RejectedExecutionException e) {
      drop(e);
    }
  }

  private void drain() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (Throwable e) {
        log.error("A task threw", e);
      }
    }
  }

  private @org.jspecify.annotations.Nullable Runnable next() {
    synchronized (tasks) {
      Runnable task = tasks.poll();
      draining = task != null;
      return task;
    }
  }

  private void drop(RejectedExecutionException cause) {
    synchronized (tasks) {
      draining = false;
      log.warn("{} task(s) dropped: the executor rejects them", tasks.size(), cause);
      tasks.clear();
    }
  }
}
