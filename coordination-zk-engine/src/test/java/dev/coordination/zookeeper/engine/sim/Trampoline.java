package dev.coordination.zookeeper.engine.sim;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one thing at a time, on the threads that bring them: who finds nobody at work works until
 * nothing is left, everybody else leaves its task and goes. No lock is held while tasks run, so a
 * task may run code that takes locks, and callers may hold some.
 */
final class Trampoline {

  private static final int LIMIT = 10_000_000;

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final BooleanSupplier more;
  private @Nullable Thread worker;
  private @Nullable Throwable broken;

  /**
   * @param more does the next thing that follows from what has been done, and returns whether there
   *     was one
   */
  Trampoline(BooleanSupplier more) {
    this.more = more;
  }

  /** Runs the task, or leaves it to the thread that is at work. */
  void run(Runnable task) {
    synchronized (this) {
      tasks.add(task);
      if (worker != null) {
        return;
      }
      worker = Thread.currentThread();
    }
    work();
  }

  /** Runs the task and waits for it, and, unless called by a task, for what follows from it. */
  <T extends @Nullable Object> T call(Supplier<T> task) {
    rethrow();
    if (isWorker()) {
      return task.get();
    }
    var result = new CompletableFuture<T>();
    run(() -> complete(result, task));
    T value = await(result);
    rethrow();
    return value;
  }

  private static <T extends @Nullable Object> void complete(
      CompletableFuture<T> result, Supplier<T> task) {
    try {
      result.complete(task.get());
    } catch (Throwable t) {
      result.completeExceptionally(t);
    }
  }

  /** Not interruptible: a test interrupts who waits for a client, and not who looks on. */
  private static <T extends @Nullable Object> T await(CompletableFuture<T> result) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("The simulation is stuck: some task does not end", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  synchronized boolean isWorker() {
    return worker == Thread.currentThread();
  }

  private void work() {
    for (int i = 0; i < LIMIT; i++) {
      Runnable task = poll();
      if (!attempt(task) && leave()) {
        return;
      }
    }
    fail(new IllegalStateException("The simulated world never comes to rest"));
    synchronized (this) {
      worker = null;
    }
  }

  private boolean attempt(@Nullable Runnable task) {
    try {
      if (task == null) {
        return more.getAsBoolean();
      }
      task.run();
    } catch (Throwable t) {
      fail(t);
    }
    return true;
  }

  private synchronized @Nullable Runnable poll() {
    return tasks.poll();
  }

  private synchronized boolean leave() {
    if (tasks.isEmpty()) {
      worker = null;
    }
    return tasks.isEmpty();
  }

  private synchronized void fail(Throwable t) {
    if (broken == null) {
      broken = t;
    }
  }

  private synchronized void rethrow() {
    if (broken != null) {
      throw new AssertionError("Code under test threw in the delivery context", broken);
    }
  }
}
