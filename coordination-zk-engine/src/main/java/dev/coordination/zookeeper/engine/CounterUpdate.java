package dev.coordination.zookeeper.engine;

import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One requested change of a counter, from the call to its result.
 *
 * @param <R> the type of the result
 */
final class CounterUpdate<R> {

  /**
   * What a change makes of a value.
   *
   * @param after the new value, or null to leave a counter that has none without one
   * @param result what the caller is told
   * @param <R> the type of the result
   */
  record Step<R>(@Nullable Long after, R result) {}

  /** A change, as a function of the value before it, null for none yet. */
  @FunctionalInterface
  interface Change<R> {
    Step<R> apply(@Nullable Long before);
  }

  private final EngineClient engine;
  private final String path;
  private final Change<R> change;
  private final CompletableFuture<R> future;

  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);
  private volatile boolean closing;
  private boolean doubtful;

  private enum Stage {
    /** In no write that has been sent, or only in some that were refused. */
    QUEUED,
    /** In a write that is under way, or of unknown outcome. */
    EXPOSED,
    /** Given up before it was sent: must not be sent any more. */
    ABANDONED
  }

  CounterUpdate(EngineClient engine, RecipeContext context, Change<R> change) {
    this.engine = engine;
    this.path = context.path();
    this.change = change;
    this.future = engine.pending(context, this::late, this::close);
  }

  CompletableFuture<R> future() {
    return future;
  }

  boolean isSettled() {
    return future.isDone() || stage.get() == Stage.ABANDONED;
  }

  /**
   * Claims this change for a write about to be sent; fails if the caller has been told otherwise.
   */
  boolean expose() {
    return stage.compareAndSet(Stage.QUEUED, Stage.EXPOSED);
  }

  /** The write was refused, or not sent. */
  void withdraw() {
    stage.compareAndSet(Stage.EXPOSED, Stage.QUEUED);
    if (closing) {
      var unused = abandon(future, Scope.closedException());
    }
  }

  /** The mark says that a write with this change, of which no reply came, was not applied. */
  void takenForLost() {
    doubtful = true;
  }

  /** The mark was wrong about a write that was taken for lost: perhaps it had this change in it. */
  void markWasWrong() {
    if (doubtful) {
      failUnknown();
    }
  }

  /** The link broke before there was a reply to the write: one who leaves does not wait for it. */
  void interrupted() {
    if (closing) {
      failUnknown();
    }
  }

  /**
   * Evaluates the change.
   *
   * @return the value after it, and what to do when that has been written
   */
  Evaluated evaluate(@Nullable Long before) {
    try {
      Step<R> step = change.apply(before);
      return new Evaluated(step.after(), () -> future.complete(step.result()));
    } catch (ArithmeticException e) {
      return new Evaluated(before, () -> future.completeExceptionally(e));
    }
  }

  /** A change evaluated on some value. */
  record Evaluated(@Nullable Long after, Runnable settle) {}

  void fail(RuntimeException failure) {
    future.completeExceptionally(failure);
  }

  void failUnknown() {
    fail(
        new OutcomeUnknownException(
            "a change of %s was sent and its outcome cannot be found out".formatted(path)));
  }

  /**
   * Ends with the client. What has not been sent is not sent any more; what has been sent ends as
   * it ends at the store, as long as there is a link to hear it by.
   *
   * @param pending the future, which the constructor may be about to assign
   */
  private CompletableFuture<@Nullable Void> close(CompletableFuture<R> pending) {
    closing = true;
    if (!abandon(pending, Scope.closedException())) {
      engine.run(this::failUnlessConnected);
    }
    return pending.handle((value, failure) -> null);
  }

  private void failUnlessConnected() {
    if (!engine.isConnected()) {
      failUnknown();
    }
  }

  private boolean abandon(CompletableFuture<R> pending, RuntimeException reason) {
    boolean unsent = stage.compareAndSet(Stage.QUEUED, Stage.ABANDONED);
    if (unsent) {
      pending.completeExceptionally(reason);
    }
    return unsent;
  }

  private RuntimeException late() {
    return stage.compareAndSet(Stage.QUEUED, Stage.ABANDONED)
        ? new ServiceUnavailableException("no connection in time to change " + path)
        : new OutcomeUnknownException("no reply in time to a change of " + path);
  }
}
