package dev.coordination.tck;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One call under way on a thread of its own. Nothing here waits: {@link Stage} lets time pass until
 * the call has ended or waits.
 */
final class Call<T extends @Nullable Object> {

  private final String what;
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  private final Thread thread;
  private volatile long begun;
  private volatile long ended;

  Call(String what, Callable<T> body) {
    this.what = what;
    this.thread = new Thread(() -> run(body), "tck: " + what);
    thread.setDaemon(true);
  }

  private void run(Callable<T> body) {
    begun = System.nanoTime();
    try {
      T value = body.call();
      ended = System.nanoTime();
      outcome.complete(value);
    } catch (Throwable failure) { // whatever it is, the test decides what it means
      ended = System.nanoTime();
      outcome.completeExceptionally(failure);
    }
  }

  Thread thread() {
    return thread;
  }

  boolean isDone() {
    return outcome.isDone();
  }

  /** Whether the call has been made and now lies dormant. */
  boolean waits() {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING -> !isDone();
      default -> false;
    };
  }

  /** How long the call took, by the real clock. */
  Duration took() {
    return Duration.ofNanos(ended - begun);
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Interrupts the call if it is still under way. */
  void giveUp() {
    if (!isDone()) {
      interrupt();
    }
  }

  /** What the call returned; what it threw is the cause of the {@link AssertionError}. */
  T result() {
    try {
      return outcome.getNow(null);
    } catch (CompletionException failed) {
      throw new AssertionError(this + " threw " + failed.getCause(), failed.getCause());
    }
  }

  /** What the call threw. */
  Throwable failure() {
    if (!outcome.isCompletedExceptionally()) {
      throw new AssertionError(this + " did not throw; it is " + describe());
    }
    return outcome.handle((value, failure) -> failure).join();
  }

  boolean failed() {
    return outcome.isCompletedExceptionally();
  }

  String describe() {
    if (!isDone()) {
      return "still under way (" + thread.getState() + ")";
    }
    return failed() ? "failed with " + failure() : "done with " + result();
  }

  @Override
  public String toString() {
    return what;
  }
}
