package dev.coordination;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A queue with priorities, shared by every client of the store, that delivers each item at most
 * once.
 *
 * <p>Items of one priority are served in the order in which the store received them; a lower
 * priority number is served first. An urgent item that is put later is served before ordinary ones
 * that no consumer has selected yet: this is exact among the takers of one client, while other
 * clients may have selected an item already.
 *
 * <p>Items are not bound to a session: they stay until they are taken.
 *
 * <p><b>At most once.</b> Taking removes the item before it is returned. It is gone when the
 * process dies between the two. Where a lost reply leaves it open whether the removal was this
 * client's, {@link OutcomeUnknownException} {@linkplain OutcomeUnknownException#payload carries the
 * item}, so that nothing vanishes silently. Where an item must be handled even if its consumer
 * dies, use a {@link LockingQueue}.
 *
 * <p>A put whose reply was lost is not repeated unless the store is known not to have applied it:
 * no item is there twice.
 *
 * <p>The object is stateless and may be shared. It has no bound: {@code put} never waits for room.
 *
 * <pre>{@code
 * DistributedQueue<String> mails = client.queue("/mails", Codec.utf8());
 * mails.put("welcome 42");
 * String next = mails.take();
 * }</pre>
 *
 * <p>On ZooKeeper the nodes are those of kazoo's {@code Queue}.
 *
 * @param <T> the type of the values
 */
public interface DistributedQueue<T> {

  /** The priority of an item that is put without one. */
  int DEFAULT_PRIORITY = 100;

  /** The largest number that is a priority, the last to be served. */
  int LOWEST_PRIORITY = 999;

  /**
   * Returns the path of this queue.
   *
   * @return the path
   */
  String path();

  /**
   * Puts an item with the {@linkplain #DEFAULT_PRIORITY default priority}; otherwise as {@link
   * #put(Object, int)}.
   *
   * @param value the item
   * @return what names the item in the store, unique in this queue
   */
  default String put(T value) {
    return put(value, DEFAULT_PRIORITY);
  }

  /**
   * Puts an item. Waits only for the store; not interruptible, and bounded by the client's
   * operation timeout.
   *
   * @param value the item
   * @param priority a number from 0 to 999; lower is served first
   * @return what names the item in the store, unique in this queue
   * @throws IllegalArgumentException if the priority is out of range, or the encoded value is
   *     larger than the store takes
   * @throws ServiceUnavailableException if the store cannot be reached; nothing was put
   * @throws OutcomeUnknownException if it may or may not have been put
   * @throws MalformedDataException if the store cannot number items any further
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  String put(T value, int priority);

  /**
   * Puts items with the {@linkplain #DEFAULT_PRIORITY default priority}; otherwise as {@link
   * #putAll(Collection, int)}.
   *
   * @param values the items
   * @return what names each item in the store, in the order of the values
   */
  default List<String> putAll(Collection<? extends T> values) {
    return putAll(values, DEFAULT_PRIORITY);
  }

  /**
   * Puts all the items or none of them, in one step: nobody sees a part of them, and no item of
   * another put stands between them.
   *
   * @param values the items, in the order in which they are to be served; none is legal
   * @param priority a number from 0 to 999; lower is served first
   * @return what names each item in the store, in the order of the values
   * @throws IllegalArgumentException if the priority is out of range, or the encoded values
   *     together are larger than the store takes in one step
   * @throws ServiceUnavailableException if the store cannot be reached; nothing was put
   * @throws OutcomeUnknownException if they all may or may not have been put
   * @throws MalformedDataException if the store cannot number items any further
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  List<String> putAll(Collection<? extends T> values, int priority);

  /**
   * Puts an item with the {@linkplain #DEFAULT_PRIORITY default priority}, without occupying a
   * thread.
   *
   * @param value the item
   * @return a future of what {@link #put(Object)} returns or throws
   */
  default CompletableFuture<String> putAsync(T value) {
    return putAsync(value, DEFAULT_PRIORITY);
  }

  /**
   * Puts an item without occupying a thread. What one thread puts so is put in that order.
   * Cancelling the future does not take the item back.
   *
   * @param value the item
   * @param priority a number from 0 to 999; lower is served first
   * @return a future of what {@link #put(Object, int)} returns or throws
   * @throws IllegalArgumentException if the priority is out of range, or the encoded value is
   *     larger than the store takes
   * @throws IllegalStateException if the client is closed
   */
  CompletableFuture<String> putAsync(T value, int priority);

  /**
   * Takes the first item if there is one, without waiting for anybody. Not interruptible; bounded
   * by the client's operation timeout.
   *
   * <p>The item is decoded before it is removed: when the codec throws, that is thrown here, and
   * the item stays first in the queue.
   *
   * @return the item, or empty if there is none
   * @throws ServiceUnavailableException if the store cannot be reached; nothing was removed
   * @throws OutcomeUnknownException if the item may or may not have been removed by this call; it
   *     {@linkplain OutcomeUnknownException#payload carries} the item's bytes
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  Optional<T> poll();

  /**
   * Takes the first item, waiting for one no longer than the given time, connected or not;
   * otherwise as {@link #take}. If {@code timeout} is zero or negative this method does not wait
   * for anyone: it answers as {@link #poll()} does, but with empty instead of {@link
   * ServiceUnavailableException}.
   *
   * <p>A removal that was sent is awaited: the item is returned although the time has passed or the
   * thread was interrupted meanwhile.
   *
   * @param timeout the longest time to wait
   * @return the item, or empty if the time elapsed first
   * @throws InterruptedException if the current thread is interrupted; nothing was removed
   * @throws OutcomeUnknownException as with {@link #poll()}
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  Optional<T> poll(Duration timeout) throws InterruptedException;

  /**
   * Takes the first item, waiting for one as long as it takes.
   *
   * <p>If there is an item it is taken at once. Otherwise the current thread lies dormant until an
   * item comes that no other taker gets first, some other thread interrupts the current thread, the
   * client is closed, or the store refuses for good. A wait survives disconnection and the end of
   * the session.
   *
   * <p>If the current thread is interrupted on entry or while waiting, {@link InterruptedException}
   * is thrown and its interrupted status is cleared. A removal that was sent is awaited all the
   * same: then the item is returned and the interrupted status is kept.
   *
   * @return the item
   * @throws InterruptedException if the current thread is interrupted; nothing was removed
   * @throws OutcomeUnknownException as with {@link #poll()}
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  T take() throws InterruptedException;

  /**
   * Takes the first item without occupying a thread. The codec is called, and the future completes,
   * on the client's callback executor.
   *
   * <p>Completing the future in any other way withdraws the request. An item that had been removed
   * by then is given to the next taker of this path within this client, or put back with its
   * priority when the client is closed first; it is lost if the process dies before, or if the
   * session ends before the outcome of the removal is known, for then nobody is left to be told.
   *
   * @return a future of what {@link #take} returns or throws
   * @throws IllegalStateException if the client is closed
   */
  CompletableFuture<T> takeAsync();

  /**
   * Counts the items. A snapshot, which may lag behind other clients' latest changes.
   *
   * <p>This is for those who look after a queue; on some stores it takes a list of everything in
   * it. Of a queue that is too long for that, it counts what others have put beside the items too.
   *
   * @return the number of items
   * @throws ServiceUnavailableException if the store cannot be reached within the operation timeout
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  int size();
}
