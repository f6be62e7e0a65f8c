package dev.coordination.support;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** An executor that runs tasks when a test says so. */
final class StepExecutor implements Executor {

  private final Queue<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Runs what there is, and what comes of it. */
  void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  /** Runs the first task only. */
  void runNext() {
    tasks.remove().run();
  }

  /** Forgets what there is, as {@code shutdownNow} does. */
  void drop() {
    tasks.clear();
  }
}
