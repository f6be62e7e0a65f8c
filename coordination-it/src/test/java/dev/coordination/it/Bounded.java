package dev.coordination.it;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for what must come, for as long as a busy machine may take. */
public final class Bounded {

  private static final Duration BOUND = Duration.ofSeconds(60);

  private Bounded() {}

  /** Waits for a result; fails when there is none in time, or a failure instead. */
  public static <T> T get(Future<T> future) {
    try {
      return future.get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    } catch (ExecutionException e) {
      throw new AssertionError("failed", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("nothing within " + BOUND, e);
    }
  }

  /** Starts a thread that ends with its task, whatever becomes of the test. */
  public static <T> Future<T> start(Callable<T> task) {
    var future = new FutureTask<>(task);
    var thread = new Thread(future, "it");
    thread.setDaemon(true);
    thread.start();
    return future;
  }

  /** Runs tasks at the same time, and returns what they returned when all have ended. */
  public static <T> List<T> all(List<Callable<T>> tasks) {
    var futures = tasks.stream().map(Bounded::start).toList();
    return futures.stream().map(Bounded::get).toList();
  }
}
