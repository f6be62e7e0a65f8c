package dev.coordination.support;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that moves by hand. */
final class ManualScheduler implements Scheduler {

  private record Task(long due, Runnable body) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due));
  private long now;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public synchronized Timer schedule(Duration delay, Runnable task) {
    Task scheduled = new Task(now + delay.toNanos(), task);
    tasks.add(scheduled);
    notifyAll();
    return () -> cancel(scheduled);
  }

  /** Waits until there is a timer. */
  synchronized void awaitTimer() throws InterruptedException {
    while (tasks.isEmpty()) {
      wait();
    }
  }

  /** Waits until there is a timer, and lets time pass up to it. */
  synchronized void runNext() throws InterruptedException {
    awaitTimer();
    Task next = tasks.remove();
    now = Math.max(now, next.due());
    next.body().run();
  }

  synchronized boolean hasTimer() {
    return !tasks.isEmpty();
  }

  /** Lets time pass up to the next timer, which there is. */
  void runNextNow() {
    Task next;
    synchronized (this) {
      next = tasks.remove();
      now = Math.max(now, next.due());
    }
    next.body().run();
  }

  /** Lets time pass in which no timer is due. */
  synchronized void advance(Duration duration) {
    now += duration.toNanos();
  }

  private synchronized void cancel(Task task) {
    tasks.remove(task);
  }
}
