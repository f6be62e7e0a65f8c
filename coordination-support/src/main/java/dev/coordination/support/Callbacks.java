package dev.coordination.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
   * Runs a task on the user's executor; should that refuse it, on the JVM's common pool, because a
   * lost completion would leave somebody waiting for ever.
   *
   * @param executor the user's
   * @param task what to run
   */
  static void run(Executor executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      log.warn("The callback executor rejects; using the common pool", e);
      var unused = CompletableFuture.runAsync(task);
    }
  }

  private static <T extends @Nullable Object> void complete(
      CompletableFuture<T> future, T value, @Nullable Throwable failure) {
    if (failure == null) {
      future.complete(value);
    } else {
      future.completeExceptionally(Await.unwrap(failure));
    }
  }
}
