package dev.coordination.support;

import dev.coordination.Hold;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request for a hold, from the call to its outcome. It settles exactly once: granted, refused
 * (no hold in time), or failed; being withdrawn is a way of failing. Whoever settles it first
 * decides, so a grant that races with a timeout, an interrupt or a close is either taken or undone,
 * never both.
 *
 * @param <H> the type of the hold, implemented by an {@link AbstractHold}
 */
public final class Acquisition<H extends Hold> {

  private final CompletableFuture<Optional<H>> outcome = new CompletableFuture<>();

  /** Creates a request without an outcome. */
  public Acquisition() {}

  /**
   * Settles with a hold.
   *
   * @param hold what was granted
   * @return {@code false} if it had been settled before: the caller must undo the grant
   */
  public boolean grant(H hold) {
    return outcome.complete(Optional.of(hold));
  }

  /**
   * Settles without a hold.
   *
   * @return {@code false} if it had been settled before
   */
  public boolean refuse() {
    return outcome.complete(Optional.empty());
  }

  /**
   * Settles with a failure.
   *
   * @param failure what the caller will see
   * @return {@code false} if it had been settled before
   */
  public boolean fail(Throwable failure) {
    return outcome.completeExceptionally(failure);
  }

  /** {@return whether there is an outcome} */
  public boolean isSettled() {
    return outcome.isDone();
  }

  /**
   * Runs an action, on the settling thread, when this settles without a hold; at once if it has.
   *
   * @param action removes what the request left in the store; must not block
   */
  public void whenUngranted(Runnable action) {
    var unused =
        outcome.whenComplete(
            (granted, failure) -> {
              if (failure != null || granted.isEmpty()) {
                action.run();
              }
            });
  }

  /**
   * Runs an action, on the settling thread, when this settles in whatever way; at once if it has.
   *
   * @param action must not block
   */
  public void whenSettled(Runnable action) {
    var unused = outcome.whenComplete((granted, failure) -> action.run());
  }

  /** Passes the outcome on, on the settling thread; at once if there is one. */
  void whenSettled(BiConsumer<Optional<H>, @Nullable Throwable> action) {
    var unused = outcome.whenComplete(action);
  }

  /**
   * Runs an action, on the scheduler, unless this settles within a time.
   *
   * @param delay the time
   * @param scheduler measures it
   * @param action settles this; must not block
   */
  public void unlessSettledWithin(Duration delay, Scheduler scheduler, Runnable action) {
    Scheduler.Timer timer = scheduler.schedule(delay, action);
    whenSettled(timer::cancel);
  }

  /**
   * Refuses at a deadline, on the scheduler, unless this is settled by then.
   *
   * @param deadline when to give up
   * @param scheduler measures it
   */
  public void refuseAt(Deadline deadline, Scheduler scheduler) {
    if (!deadline.forever()) { // who waits for ever keeps nothing for its end
      unlessSettledWithin(deadline.remaining(scheduler), scheduler, this::refuse);
    }
  }

  /**
   * Lets this request end with a scope, and the hold, once granted, as well.
   *
   * @param scope the client or view through which the request was made
   */
  public void endWith(Scope scope) {
    Scope.Member member = this::close;
    try {
      scope.add(member);
    } catch (IllegalStateException e) {
      var unused = close(); // the scope was closed meanwhile: a grant that came first is released
      return;
    }
    whenSettled(
        (granted, failure) -> {
          if (failure == null && granted.isPresent()) {
            whenEnded(granted.get(), () -> scope.remove(member));
          } else {
            scope.remove(member);
          }
        });
  }

  /**
   * Waits for the outcome. An interrupt withdraws the request.
   *
   * @return the hold, or empty if it was refused
   * @throws InterruptedException if the current thread is interrupted
   */
  public Optional<H> await() throws InterruptedException {
    try {
      return Await.interruptibly(outcome);
    } catch (InterruptedException e) {
      withdraw();
      throw e;
    }
  }

  /**
   * Waits for the outcome of a request that the backend bounds. Not interruptible.
   *
   * @return the hold, or empty if it was refused
   */
  public Optional<H> join() {
    return Await.uninterruptibly(outcome);
  }

  /**
   * Returns the future that users see. Completing it from outside withdraws the request.
   *
   * @param callbacks completes the future
   * @return the future, for a request that is never refused
   */
  public CompletableFuture<H> asFuture(Executor callbacks) {
    CompletableFuture<H> user = new CompletableFuture<>();
    var unused =
        outcome.whenComplete(
            (granted, failure) -> Callbacks.run(callbacks, () -> deliver(user, granted, failure)));
    var unused2 = user.whenComplete((hold, failure) -> withdrawUnsettled());
    return user;
  }

  private CompletableFuture<@Nullable Void> close() {
    if (fail(Scope.closedException())) {
      return CompletableFuture.completedFuture(null);
    }
    return outcome
        .thenCompose(granted -> end(granted.orElseThrow()))
        .exceptionally(failure -> null);
  }

  private static void endIfGranted(Optional<? extends Hold> granted) {
    if (granted.isPresent()) {
      var unused = end(granted.get());
    }
  }

  /** Releases without passing through the users' executor, which may be waiting for this. */
  private static CompletableFuture<@Nullable Void> end(Hold hold) {
    return ((AbstractHold) hold).end();
  }

  private static void whenEnded(Hold hold, Runnable action) {
    ((AbstractHold) hold).whenEnded(how -> action.run());
  }

  private void deliver(
      CompletableFuture<H> user, @Nullable Optional<H> granted, @Nullable Throwable failure) {
    if (failure != null) {
      user.completeExceptionally(Await.unwrap(failure));
    } else if (granted != null && !user.complete(granted.orElseThrow())) {
      var unused = end(granted.orElseThrow());
    }
  }

  /** Ends the request for a caller that will not look at the outcome. */
  void withdraw() {
    if (!withdrawUnsettled()) {
      var unused = outcome.thenAccept(Acquisition::endIfGranted);
    }
  }

  private boolean withdrawUnsettled() {
    return !outcome.isDone() && fail(new CancellationException("withdrawn"));
  }
}
