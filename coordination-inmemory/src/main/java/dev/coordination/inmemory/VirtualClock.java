package dev.coordination.inmemory;

import dev.coordination.support.Scheduler;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A clock that stands still unless it is moved. */
final class VirtualClock implements Scheduler {

  /** Far beyond any test, and far enough from the end of a long. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  private final Queue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::due).thenComparingLong(Alarm::number));

  private long numbers;
  private volatile long now;

  private record Alarm(long due, long number, Runnable task) {}

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public synchronized Timer schedule(Duration delay, Runnable task) {
    Alarm alarm = new Alarm(now + nanos(delay), numbers++, task);
    alarms.add(alarm);
    return () -> cancel(alarm);
  }

  /** The time that has passed since the beginning. */
  Duration passed() {
    return Duration.ofNanos(now);
  }

  /** The instant that lies the given time ahead. */
  long ahead(Duration duration) {
    return now + nanos(duration);
  }

  /**
   * Moves on to the next timer that is due by the given instant, or else to that instant.
   *
   * @return the timer's task, or null if there is none
   */
  synchronized @Nullable Runnable moveTowards(long instant) {
    Alarm next = alarms.peek();
    boolean due = next != null && next.due <= instant;
    now = Math.max(now, due ? next.due : instant);
    return due ? alarms.remove().task : null;
  }

  private synchronized void cancel(Alarm alarm) {
    alarms.remove(alarm);
  }

  private static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return duration.compareTo(LONGEST) < 0 ? duration.toNanos() : LONGEST.toNanos();
  }
}
