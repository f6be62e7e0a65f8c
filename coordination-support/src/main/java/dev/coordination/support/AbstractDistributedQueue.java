package dev.coordination.support;

import dev.coordination.Codec;
import dev.coordination.DistributedQueue;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/*
 * Taking an item is two steps, and the value is known between them: the item is found, so that no other
 * taker of this client tries it, it is decoded, and then it is removed. Until the removal is sent
 * everything can be undone by leaving the item to others; from then on its outcome is awaited, whatever
 * the caller, the time or the client's end say. Another client may be faster: then the next is sought.
 */
/**
 * The faces of a queue over the two steps of taking an item.
 *
 * @param <T> the type of the values
 */
public abstract class AbstractDistributedQueue<T> extends AbstractItemQueue<T>
    implements DistributedQueue<T> {

  /**
   * An item that one taker of this client has for itself, to remove it or to leave it to others.
   */
  public interface FoundItem {

    /** {@return the item's bytes, not to be changed} */
    byte[] payload();

    /**
     * Removes the item from the store. Called once, and neither with {@link #leave} nor after it.
     *
     * @return completes, within the operation timeout, with true if this removed it and false if
     *     somebody else had; fails with {@link ServiceUnavailableException} if it was surely not
     *     removed, and with {@link dev.coordination.OutcomeUnknownException}, which carries the
     *     payload, if it may have been
     */
    CompletableFuture<Boolean> remove();

    /** Lets the item be found again by this client's takers. */
    void leave();

    /**
     * Gives an item that was removed to the next taker of this path within the client; when the
     * client ends first, puts it back with its priority.
     */
    void passOn();

    /**
     * Does as {@link #passOn} if the removal, whose outcome nobody knew, turns out to have been
     * this client's. Its taker is gone, and cannot be told.
     */
    void passOnIfRemoved();
  }

  private final RecipeContext context;
  private final Codec<T> codec;
  private final Scheduler scheduler;
  private final Executor callbacks;

  /**
   * Creates the queue.
   *
   * @param context for whom and where
   * @param codec turns values into bytes and back
   * @param scheduler the client's clock
   * @param callbacks completes users' futures
   */
  protected AbstractDistributedQueue(
      RecipeContext context, Codec<T> codec, Scheduler scheduler, Executor callbacks) {
    super(context, codec, callbacks);
    this.context = context;
    this.codec = codec;
    this.scheduler = scheduler;
    this.callbacks = callbacks;
  }

  /**
   * Finds the first item, waiting for one.
   *
   * @param deadline completes the result with empty, at this time and not before, connected or not
   * @return the item. Completing the result from outside withdraws the request; an item that is
   *     found at that moment is left by the implementation
   */
  protected abstract CompletableFuture<Optional<FoundItem>> find(Deadline deadline);

  /**
   * Finds the first item if there is one.
   *
   * @return completes within the operation timeout, or fails with {@link
   *     ServiceUnavailableException}
   */
  protected abstract CompletableFuture<Optional<FoundItem>> findNow();

  @Override
  public final Optional<T> poll() {
    context.scope().ensureOpen();
    while (true) {
      Optional<FoundItem> found = Await.uninterruptibly(findNow());
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Optional<T> taken = Taking.take(found.get(), codec, context.scope());
      if (taken.isPresent()) {
        return taken;
      }
    }
  }

  @Override
  public final Optional<T> poll(Duration timeout) throws InterruptedException {
    Await.checkInterrupt();
    if (timeout.isZero() || timeout.isNegative()) {
      return pollQuietly();
    }
    return takeBefore(Deadline.after(scheduler, timeout));
  }

  @Override
  public final T take() throws InterruptedException {
    Await.checkInterrupt();
    return takeBefore(Deadline.NEVER).orElseThrow();
  }

  @Override
  public final CompletableFuture<T> takeAsync() {
    context.scope().ensureOpen();
    return new AsyncTaking<>(() -> find(Deadline.NEVER), codec, context.scope(), callbacks).start();
  }

  private Optional<T> pollQuietly() {
    try {
      return poll();
    } catch (ServiceUnavailableException e) {
      return Optional.empty(); // a timed poll answers, it does not fail, when time is up
    }
  }

  private Optional<T> takeBefore(Deadline deadline) throws InterruptedException {
    while (true) {
      Optional<FoundItem> found = await(deadline);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Optional<T> taken = takePatiently(found.get());
      if (taken.isPresent()) {
        return taken;
      }
      Await.checkInterrupt();
    }
  }

  private Optional<T> takePatiently(FoundItem found) {
    try {
      return Taking.take(found, codec, context.scope());
    } catch (ServiceUnavailableException e) {
      return Optional
          .empty(); // it is still there, and so are we: the next search waits for the link
    }
  }

  private Optional<FoundItem> await(Deadline deadline) throws InterruptedException {
    CompletableFuture<Optional<FoundItem>> search =
        Searches.within(context.scope(), () -> find(deadline));
    try {
      return Await.interruptibly(search);
    } catch (InterruptedException e) {
      Searches.withdraw(search);
      throw e;
    }
  }
}
