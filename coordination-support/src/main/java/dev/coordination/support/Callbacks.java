package dev.coordination.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes what users see on the executor that users chose. */
public final class Callbacks {

  private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

  private Callbacks() {}

  /**
   * Returns a future of the user's own that follows another one on an executor. What the user does
   * to it has no effect on the original.
   *
   * @param source what to follow
   * @param executor completes the result
   * @param <T> the type of the result
   * @return the follower
   */
  public static <T extends @Nullable Object> CompletableFuture<T> relay(
      CompletableFuture<T> source, Executor executor) {
    CompletableFuture<T> follower = new CompletableFuture<>();
    var unused =
        source.whenComplete(
            (value, failure) -> run(executor, () -> complete(follower, value, failure)));
    return follower;
  }

  /**
   * Runs a task once on the user's executor; should that refuse it, in whatever way, on the JVM's
   * common pool, because a lost completion would leave somebody waiting for ever.
   *
   * @param executor the user's
   * @param task what to run
   */
  public static void run(Executor executor, Runnable task) {
    Runnable once = new Once(task);
    try {
      executor.execute(once);
    } catch (Throwable e) { // users write executors
      log.warn("An executor refuses a callback; using the common pool", e);
      var unused = CompletableFuture.runAsync(once);
    }
  }

  /** A task that is not repeated by an executor that ran it and threw all the same. */
  private static final class Once extends AtomicBoolean implements Runnable {

    private static final long serialVersionUID = 1;

    private final transient Runnable task;

    Once(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (!getAndSet(true)) {
        task.run();
      }
    }
  }

  /**
   * Completes a future in the way in which another one was completed.
   *
   * @param future what to complete
   * @param value the value, unless it failed
   * @param failure the failure, or {@code null}
   * @param <T> the type of the result
   */
  public static <T extends @Nullable Object> void complete(
      CompletableFuture<T> future, T value, @Nullable Throwable failure) {
    if (failure == null) {
      future.complete(value);
    } else {
      future.completeExceptionally(Await.unwrap(failure));
    }
  }
}
