package dev.coordination.support;

import java.time.Duration;

/**
 * A point on a monotonic clock by which a call must be over, saturating instead of overflowing.
 *
 * @param nanos the point, on the clock of the scheduler it was made with
 * @param forever whether the point never comes
 */
public record Deadline(long nanos, boolean forever) {

  /** The deadline that never comes. */
  public static final Deadline NEVER = new Deadline(0, true);

  /** About 146 years: beyond this, differences of nanosecond clocks overflow. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  /**
   * Returns the deadline that lies the given time ahead.
   *
   * @param scheduler whose clock to use
   * @param timeout how far ahead; zero or negative means now
   * @return the deadline
   */
  public static Deadline after(Scheduler scheduler, Duration timeout) {
    if (timeout.compareTo(LONGEST) >= 0) {
      return NEVER;
    }
    return new Deadline(scheduler.nanoTime() + Math.max(0, toNanos(timeout)), false);
  }

  /**
   * Returns the time left.
   *
   * @param scheduler whose clock to use
   * @return the time left, zero when it is over
   */
  public Duration remaining(Scheduler scheduler) {
    return forever ? LONGEST : Duration.ofNanos(Math.max(0, nanos - scheduler.nanoTime()));
  }

  /**
   * Runs a short, non-blocking task when this deadline comes, unless cancelled before.
   *
   * @param scheduler whose clock and timers to use
   * @param task what to run
   * @return cancels the task
   */
  public Scheduler.Timer schedule(Scheduler scheduler, Runnable task) {
    return forever ? () -> {} : scheduler.schedule(remaining(scheduler), task);
  }

  private static long toNanos(Duration duration) {
    return duration.isNegative() ? 0 : duration.toNanos();
  }
}
