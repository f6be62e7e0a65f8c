package dev.coordination.support;

import java.time.Duration;

/** A monotonic clock and its timers: the machine's own, or one that a test moves. */
public interface Scheduler {

  /** {@return the current time in nanoseconds from an arbitrary origin; only differences matter} */
  long nanoTime();

  /**
   * Runs a short, non-blocking task once, after the delay, unless cancelled before.
   *
   * @param delay how long to wait; zero or negative means as soon as possible
   * @param task what to run
   * @return cancels the task; has no effect once it has begun
   */
  Timer schedule(Duration delay, Runnable task);

  /** A scheduled task. */
  interface Timer {
    /** Prevents the task from running, unless it has begun. */
    void cancel();
  }
}
