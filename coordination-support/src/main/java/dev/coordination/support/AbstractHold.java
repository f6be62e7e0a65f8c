package dev.coordination.support;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.Registration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a hold.
 *
 * <p>HELD and SUSPECT are not stored but evaluated, from the {@link Validity} of the moment: a
 * process that was stopped sees its hold lost with the first question it asks. LOST and RELEASED
 * are stored, by one compare-and-set, so that the first of them stands for ever. Whichever thread
 * wins that race tells the backend, once, to take the grant out of the store.
 *
 * <p>The backend calls {@link #refresh} when the connection or the deadline may have changed what
 * listeners should know, and {@link #lose} when the store says that the grant is gone.
 */
public abstract class AbstractHold implements Hold {

  private final RecipeContext context;
  private final long fencingToken;
  private final Validity validity;
  private final Executor callbacks;
  private final AtomicReference<@Nullable HoldState> end = new AtomicReference<>();
  private final CompletableFuture<HoldState> termination = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> removed = new CompletableFuture<>();
  private final Listeners<HoldState> listeners;

  /**
   * Creates a hold that was granted just now.
   *
   * @param context for whom and where
   * @param fencingToken the token of the grant
   * @param validity until when the grant can be relied upon
   * @param callbacks completes the stages that users see
   */
  protected AbstractHold(
      RecipeContext context, long fencingToken, Validity validity, Executor callbacks) {
    this.context = context;
    this.fencingToken = fencingToken;
    this.validity = validity;
    this.callbacks = callbacks;
    this.listeners = new Listeners<>(HoldState.HELD, HoldState::isFinal, callbacks);
  }

  /**
   * Takes the grant out of the store. Called once, when the hold has ended in whatever way, on the
   * thread that ended it; must not block.
   *
   * @param how LOST or RELEASED
   * @return completes, never exceptionally, when the store has confirmed, or cannot be expected to
   */
  protected abstract CompletableFuture<@Nullable Void> remove(HoldState how);

  @Override
  public final String path() {
    return context.path();
  }

  @Override
  public final String identifier() {
    return context.identifier();
  }

  @Override
  public final long fencingToken() {
    return fencingToken;
  }

  @Override
  public final HoldState state() {
    HoldState ended = end.get();
    if (ended != null) {
      return ended;
    }
    if (validity.remainingNanos() <= 0) {
      return finish(HoldState.LOST);
    }
    return validity.isSuspended() ? HoldState.SUSPECT : HoldState.HELD;
  }

  @Override
  public final Duration remaining() {
    if (state().isFinal()) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(Math.max(0, validity.remainingNanos()));
  }

  /** Ends the hold because the store, or the session, says so. No effect on one that has ended. */
  public final void lose() {
    finish(HoldState.LOST);
  }

  /** Evaluates the state and tells the listeners what has changed. */
  public final void refresh() {
    var unused = state(); // should it be over, it ends here and not under the listeners' lock
    listeners.publish(this::state);
  }

  @Override
  public final void release() {
    var unused = Await.uninterruptibly(end());
  }

  @Override
  public final CompletionStage<Void> releaseAsync() {
    return Callbacks.relay(end(), callbacks).minimalCompletionStage();
  }

  @Override
  public final CompletionStage<HoldState> ended() {
    return Callbacks.relay(termination, callbacks).minimalCompletionStage();
  }

  @Override
  public final Registration onStateChange(Executor executor, Consumer<HoldState> listener) {
    refresh();
    return listeners.add(executor, listener);
  }

  /**
   * Runs an action when the hold has ended, at once if it has, on the thread that ends it.
   *
   * @param action must not block
   */
  public final void whenEnded(Consumer<HoldState> action) {
    var unused = termination.thenAccept(action);
  }

  @Override
  public String toString() {
    return "%s[%s, token %s, %s]"
        .formatted(getClass().getSimpleName(), path(), fencingToken, state());
  }

  /**
   * Releases the hold, unless it has ended or its time is over by now.
   *
   * @return completes when the release is confirmed, or cannot be expected to be; of a lease, with
   *     what the release failed with
   */
  CompletableFuture<@Nullable Void> end() {
    if (!state().isFinal()) {
      var unused = finish(HoldState.RELEASED);
    }
    return end.get() == HoldState.LOST ? CompletableFuture.completedFuture(null) : removed;
  }

  /**
   * Ends the hold as released, when its owner has taken the grant out of the store otherwise.
   *
   * @param answer lets the owner's call return: by then the hold has ended, and a listener that
   *     waits for that call is told afterwards
   */
  final void endWithoutRemoval(Runnable answer) {
    boolean ends = end.compareAndSet(null, HoldState.RELEASED);
    answer.run();
    if (ends) {
      removed.complete(null);
      tell(HoldState.RELEASED);
    }
  }

  private HoldState finish(HoldState how) {
    HoldState before = end.compareAndExchange(null, how);
    if (before != null) {
      return before;
    }
    // First of all it goes: a listener, perhaps on this thread, may close the client and wait for
    // that.
    var unused = remove(how).whenComplete((done, failure) -> removed.complete(null));
    tell(how);
    return how;
  }

  private void tell(HoldState how) {
    termination.complete(how);
    listeners.publish(() -> how);
  }
}
