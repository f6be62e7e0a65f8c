package dev.coordination.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The blocking face of asynchronous requests. */
public final class Await {

  private Await() {}

  /**
   * Waits for a request whose duration the backend bounds. Not interruptible; keeps the interrupt
   * status.
   *
   * @param future the request
   * @param <T> the type of the result
   * @return the result
   */
  public static <T extends @Nullable Object> T uninterruptibly(CompletableFuture<T> future) {
    try {
      return future.join(); // join ignores interrupts and keeps the status
    } catch (CompletionException e) {
      throw rethrown(e.getCause());
    }
  }

  /**
   * Waits until something is done, or its time is over. Not interruptible; keeps the interrupt
   * status.
   *
   * @param future what to wait for
   * @param scheduler the clock of the deadline
   * @param deadline when to stop waiting
   */
  public static void settled(CompletableFuture<?> future, Scheduler scheduler, Deadline deadline) {
    CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    var unused = future.whenComplete((value, failure) -> over.complete(null));
    if (!over.isDone()) {
      Scheduler.Timer timer =
          scheduler.schedule(deadline.remaining(scheduler), () -> over.complete(null));
      var unusedToo = uninterruptibly(over);
      timer.cancel();
    }
  }

  /**
   * Waits for a request. An interrupt ends the wait and leaves the request alone.
   *
   * @param future the request
   * @param <T> the type of the result
   * @return the result
   * @throws InterruptedException if the current thread is interrupted
   */
  public static <T extends @Nullable Object> T interruptibly(CompletableFuture<T> future)
      throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  /**
   * Fails if the current thread is interrupted: what a method that waits does first.
   *
   * @throws InterruptedException if it is; its interrupt status is then cleared
   */
  public static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /**
   * Strips what a chain of stages wraps around a failure.
   *
   * @param failure the failure
   * @return what was thrown in the first place
   */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wrapped =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    return wrapped && cause != null ? unwrap(cause) : failure;
  }

  /** Turns a failure into what a blocking method throws. */
  private static RuntimeException rethrown(@Nullable Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    return new CompletionException(failure);
  }
}
