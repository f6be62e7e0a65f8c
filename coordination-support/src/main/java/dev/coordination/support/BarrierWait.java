package dev.coordination.support;

import java.util.concurrent.CompletableFuture;

/** One wait at a barrier, from the call to its outcome. It settles once. */
public final class BarrierWait {

  /** What a backend does for a wait. Its methods may be called on any thread, and do not block. */
  public interface Visit {

    /** Comes to the barrier. Called once. */
    void begin();

    /** The time is over: settles the wait soon, as what the store says of the barrier decides. */
    void giveUp();

    /** Leaves, whatever the wait's outcome; nobody looks at it any more. */
    void withdraw();
  }

  private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();

  /** Creates a wait without an outcome. */
  public BarrierWait() {}

  /** {@return whether there is an outcome} */
  public boolean isSettled() {
    return outcome.isDone();
  }

  /** {@return whether the outcome is that the barrier has opened} */
  public boolean hasPassed() {
    return outcome.isDone() && !outcome.isCompletedExceptionally() && outcome.join();
  }

  /**
   * Runs an action when there is an outcome; at once if there is.
   *
   * @param action must not block
   */
  public void whenSettled(Runnable action) {
    var unused = outcome.whenComplete((passed, failure) -> action.run());
  }

  /** Settles, unless settled: the barrier has opened. */
  public void pass() {
    outcome.complete(true);
  }

  /** Settles, unless settled: the barrier has not opened in time. */
  public void refuse() {
    outcome.complete(false);
  }

  /**
   * Settles, unless settled.
   *
   * @param failure what the caller will see
   */
  public void fail(RuntimeException failure) {
    outcome.completeExceptionally(failure);
  }

  /**
   * Waits, until a deadline and until the scope is closed. If the store says nothing within the
   * operation timeout behind the deadline, that is as if the link were down.
   */
  boolean await(Visit visit, Scope scope, RecipeBackend backend, Deadline deadline)
      throws InterruptedException {
    Scope.Member member = () -> close(visit);
    scope.add(member);
    visit.begin();
    Scheduler.Timer timer = deadline.schedule(backend.scheduler(), () -> giveUp(visit, backend));
    try {
      return Await.interruptibly(outcome);
    } finally {
      timer.cancel();
      scope.remove(member);
      visit.withdraw();
    }
  }

  private void giveUp(Visit visit, RecipeBackend backend) {
    visit.giveUp();
    if (!isSettled()) {
      Scheduler.Timer last = backend.scheduler().schedule(backend.operationTimeout(), this::refuse);
      whenSettled(last::cancel);
    }
  }

  private CompletableFuture<Void> close(Visit visit) {
    fail(Scope.closedException());
    visit.withdraw(); // before the client's end looks for what is left
    return CompletableFuture.completedFuture(null);
  }
}
