package dev.coordination.support;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in the order given, on another executor.
 *
 * <p>Over {@code Runnable::run} it becomes an event loop without a thread: whoever finds it idle
 * runs the task, and the tasks that others add meanwhile; whoever finds it busy leaves the task and
 * goes on. State that only such tasks touch needs no lock, and no caller ever waits for another.
 *
 * <p>A task that throws is logged and does not disturb the next. Tasks that the other executor
 * refuses, in whatever way, are logged and dropped; it is asked again with the next one.
 */
public final class SerialExecutor implements Executor {

  private static final Logger log = LoggerFactory.getLogger(SerialExecutor.class);

  private final Executor delegate;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private @Nullable Drain current;

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

  /**
   * Executes a task, but lets another executor call the one that runs it, which may be one that
   * runs it on the spot.
   *
   * @param caller calls the executor that runs the tasks
   * @param task the task
   */
  public void executeVia(Executor caller, Runnable task) {
    add(task);
    startOn(caller);
  }

  /** Adds a task without running anything yet; {@link #start} does. */
  void add(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
    }
  }

  /** Runs what was added, unless somebody is running it already. */
  void start() {
    Drain drain = new Drain();
    synchronized (tasks) {
      if (current != null || tasks.isEmpty()) {
        return;
      }
      current = drain;
    }
    try {
      delegate.execute(drain);
    } catch (Throwable e) { // users write executors: whatever it throws must not get further
      refused(drain, e);
    }
  }

  /** Does the same as {@link #start}, as {@link #executeVia} says. */
  void startOn(Executor caller) {
    boolean due;
    synchronized (tasks) {
      due = current == null && !tasks.isEmpty();
    }
    if (due) {
      Callbacks.run(caller, this::start);
    }
  }

  private @Nullable Runnable next(Drain drain) {
    synchronized (tasks) {
      if (current != drain) {
        return null;
      }
      drain.begun = true;
      Runnable task = tasks.poll();
      current = task == null ? null : drain;
      return task;
    }
  }

  private void refused(Drain drain, Throwable cause) {
    synchronized (tasks) {
      if (drain.begun || current != drain) {
        log.warn("An executor threw although it runs what it was given", cause);
        return;
      }
      current = null;
      log.warn("{} task(s) dropped: their executor refuses them", tasks.size(), cause);
      tasks.clear();
    }
  }

  /** One run over all tasks; of no effect once it is not the current one. */
  private final class Drain implements Runnable {

    private boolean begun;

    @Override
    public void run() {
      for (Runnable task = next(this); task != null; task = next(this)) {
        try {
          task.run();
        } catch (Throwable e) {
          log.error("A task threw", e);
        }
      }
    }
  }
}
