package dev.coordination.inmemory;

import dev.coordination.support.CallbackPool;
import dev.coordination.support.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The process that a client lives in, as far as faults are concerned: it can be frozen and killed.
 * Timers and callbacks that fall due while it is frozen run, in that order of falling due, when it
 * thaws; those of a killed one never.
 */
final class ClientProcess implements Scheduler, Executor {

  private enum State {
    RUNNING,
    FROZEN,
    KILLED
  }

  private final Scheduler clock;
  private final Threads threads;
  private final CallbackPool callbacks;
  private final List<Runnable> heldUp = new ArrayList<>();
  private volatile State state = State.RUNNING;

  /**
   * Creates a running process.
   *
   * @param clock of the space
   * @param threads of the space
   * @param name of the threads that run callbacks
   */
  ClientProcess(Scheduler clock, Threads threads, String name) {
    this.clock = clock;
    this.threads = threads;
    this.callbacks = new CallbackPool(name);
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  void freeze() {
    change(State.FROZEN);
  }

  void kill() {
    change(State.KILLED);
  }

  /** Goes on; {@link #catchUp} then runs what was held up. */
  void thaw() {
    change(State.RUNNING);
  }

  void catchUp() {
    takeHeldUp().forEach(Runnable::run);
  }

  /** Lets the threads end that ran callbacks. */
  void close() {
    callbacks.close();
  }

  private synchronized void change(State next) {
    if (state != State.KILLED) {
      state = next;
    }
  }

  private synchronized List<Runnable> takeHeldUp() {
    List<Runnable> taken = List.copyOf(heldUp);
    heldUp.clear();
    return taken;
  }

  /** {@return whether the process may do something now; if not, it is kept for later or dropped} */
  private boolean mayRun(Runnable task) {
    return state == State.RUNNING || mayRunAfterAll(task);
  }

  private synchronized boolean mayRunAfterAll(Runnable task) {
    if (state == State.FROZEN) {
      heldUp.add(task);
    }
    return state == State.RUNNING;
  }

  // ---- timers

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    Alarm alarm = new Alarm(task);
    alarm.timer = clock.schedule(delay, alarm);
    return alarm;
  }

  private final class Alarm implements Runnable, Timer {

    private final Runnable task;
    private volatile @Nullable Timer timer;
    private volatile boolean cancelled;

    Alarm(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (!cancelled && mayRun(this)) {
        task.run();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      Timer scheduled = timer;
      if (scheduled != null) {
        scheduled.cancel();
      }
    }
  }

  // ---- callbacks

  @Override
  public void execute(Runnable task) {
    if (mayRun(() -> execute(task))) {
      threads.expect();
      callbacks.execute(() -> run(task));
    }
  }

  private void run(Runnable task) {
    boolean entered = threads.enter();
    threads.expectNoMore();
    try {
      if (mayRun(() -> execute(task))) {
        task.run();
      }
    } finally {
      if (entered) {
        threads.leave();
      }
    }
  }
}
