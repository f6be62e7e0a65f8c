package dev.coordination.support;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.HoldLostException;
import dev.coordination.HoldState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A claimed item over the store's removal of it.
 *
 * @param <T> the type of the value
 */
public abstract class AbstractClaimedItem<T> extends AbstractHold implements ClaimedItem<T> {

  private final String id;
  private final byte[] payload;
  private final int priority;
  private final Codec<T> codec;
  private @Nullable CompletableFuture<@Nullable Void> consumption;
  private boolean consumedAfterAll;

  /**
   * Creates the hold of an item that was claimed just now.
   *
   * @param context for whom and where
   * @param item what was claimed
   * @param codec decodes the payload
   * @param fencingToken the token of the claim
   * @param validity until when the claim can be relied upon
   * @param callbacks completes the stages that users see
   */
  protected AbstractClaimedItem(
      RecipeContext context,
      QueuedItem item,
      Codec<T> codec,
      long fencingToken,
      Validity validity,
      Executor callbacks) {
    super(context, fencingToken, validity, callbacks);
    this.id = item.id();
    this.payload = item.payload();
    this.priority = item.priority();
    this.codec = codec;
  }

  /**
   * Removes item and claim from the store, in one step and only if the claim stands there.
   *
   * @return completes, within the operation timeout, when it is done; fails with {@link
   *     HoldLostException} if the claim does not stand, and otherwise as {@link
   *     ClaimedItem#consume} says
   */
  protected abstract CompletableFuture<@Nullable Void> consumeInStore();

  /**
   * Ends the claim as consumed, because a consumption that was reported as unknown turns out to
   * have been applied. No effect if it is known already.
   */
  public final void consumedAfterAll() {
    synchronized (this) {
      consumedAfterAll = true;
    }
    endWithoutRemoval(() -> {});
  }

  /** {@return what names the item in the store} */
  public final String id() {
    return id;
  }

  /** {@return whether the item is known to have been consumed under this claim} */
  final synchronized boolean isConsumed() {
    CompletableFuture<@Nullable Void> last = consumption;
    return consumedAfterAll || (last != null && last.isDone() && !last.isCompletedExceptionally());
  }

  @Override
  public final T value() {
    return codec.decode(payload.clone());
  }

  @Override
  public final int priority() {
    return priority;
  }

  @Override
  public final void consume() {
    var unused = Await.uninterruptibly(consumption());
  }

  /** Joins the consumption that is under way or has succeeded, or begins one. */
  private CompletableFuture<@Nullable Void> consumption() {
    boolean over = state().isFinal(); // ends the hold if its time is up: not under our monitor
    CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
    synchronized (this) {
      if (consumedAfterAll) {
        return CompletableFuture.completedFuture(null);
      }
      CompletableFuture<@Nullable Void> earlier = consumption;
      if (earlier != null && !earlier.isCompletedExceptionally()) {
        return earlier;
      }
      if (over) {
        throw gone();
      }
      consumption = begun;
    }
    var unused = consumeSafely().whenComplete((done, failure) -> consumed(begun, failure));
    return begun;
  }

  private CompletableFuture<@Nullable Void> consumeSafely() {
    try {
      return consumeInStore();
    } catch (RuntimeException e) { // as a failed consumption it can be tried again
      return CompletableFuture.failedFuture(e);
    }
  }

  private void consumed(CompletableFuture<@Nullable Void> begun, @Nullable Throwable failure) {
    if (failure == null || isConsumed()) {
      endWithoutRemoval(() -> begun.complete(null));
      return;
    }
    Throwable cause = Await.unwrap(failure);
    if (cause instanceof HoldLostException) {
      lose(); // the store knows before its watch tells
    }
    begun.completeExceptionally(cause);
  }

  private HoldLostException gone() {
    String how = state() == HoldState.RELEASED ? "released" : "lost";
    return new HoldLostException(
        "the claim of %s in %s (token %s) had been %s before the item was consumed"
            .formatted(id, path(), fencingToken(), how));
  }
}
