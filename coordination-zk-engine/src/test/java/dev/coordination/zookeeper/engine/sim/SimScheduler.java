package dev.coordination.zookeeper.engine.sim;

import dev.coordination.support.Scheduler;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The timers of one client, on the world's clock. They run one at a time, in order. */
final class SimScheduler implements Scheduler {

  /** A task, due at some time; {@code stamp} orders those of one instant. */
  static final class Task implements Timer {
    final long due;
    final long stamp;
    final Runnable body;
    private volatile boolean cancelled;

    Task(long due, long stamp, Runnable body) {
      this.due = due;
      this.stamp = stamp;
      this.body = body;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private final World world;
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.<Task>comparingLong(t -> t.due).thenComparingLong(t -> t.stamp));

  SimScheduler(World world) {
    this.world = world;
  }

  @Override
  public long nanoTime() {
    return world.clock().now();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    long due = nanoTime() + Math.max(0, delay.toNanos());
    var timer = new Task(due, world.clock().stamp(), task);
    world.run(() -> tasks.add(timer));
    return timer;
  }

  /** Returns the next task that is not cancelled. */
  @Nullable Task next() {
    while (!tasks.isEmpty() && tasks.element().cancelled) {
      tasks.remove();
    }
    return tasks.peek();
  }

  /** Runs the next task. */
  void runNext() {
    tasks.remove().body.run();
  }
}
