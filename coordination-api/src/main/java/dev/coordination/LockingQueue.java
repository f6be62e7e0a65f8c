package dev.coordination;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * A queue with priorities, shared by every client of the store, whose items stay until they are
 * consumed: taking one claims it, and a consumer that dies gives it back.
 *
 * <p>Unclaimed items of one priority are served in the order in which the store received them; a
 * lower priority number is served first. A client may hold any number of claims.
 *
 * <p><b>At least once.</b> A claim is valid as long as its session: when the session ends, the item
 * is available again in its old place. {@link ClaimedItem#consume} removes the item only while the
 * claim is valid, so that an item is consumed once; but a consumer that lost its claim may have
 * begun to work, and the next one works on the same item. Let what they write to compare
 * {@linkplain ClaimedItem#fencingToken tokens}.
 *
 * <p>The object is stateless and may be shared. It has no bound: {@code put} never waits for room.
 *
 * <pre>{@code
 * LockingQueue<String> orders = client.lockingQueue("/orders", Codec.utf8());
 * orders.consume(item -> warehouse.ship(item.value(), item.fencingToken()));
 * }</pre>
 *
 * <p>On ZooKeeper the nodes are those of kazoo's {@code LockingQueue}.
 *
 * @param <T> the type of the values
 */
public interface LockingQueue<T> {

  /**
   * Returns the path of this queue.
   *
   * @return the path
   */
  String path();

  /**
   * Puts an item with the {@linkplain DistributedQueue#DEFAULT_PRIORITY default priority};
   * otherwise as {@link #put(Object, int)}.
   *
   * @param value the item
   * @return what names the item in the store, unique in this queue
   */
  default String put(T value) {
    return put(value, DistributedQueue.DEFAULT_PRIORITY);
  }

  /**
   * Puts an item, as {@link DistributedQueue#put(Object, int)} does.
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
   * Puts items with the {@linkplain DistributedQueue#DEFAULT_PRIORITY default priority}; otherwise
   * as {@link #putAll(Collection, int)}.
   *
   * @param values the items
   * @return what names each item in the store, in the order of the values
   */
  default List<String> putAll(Collection<? extends T> values) {
    return putAll(values, DistributedQueue.DEFAULT_PRIORITY);
  }

  /**
   * Puts all the items or none of them, as {@link DistributedQueue#putAll(Collection, int)} does.
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
   * Puts an item with the {@linkplain DistributedQueue#DEFAULT_PRIORITY default priority}, without
   * occupying a thread.
   *
   * @param value the item
   * @return a future of what {@link #put(Object)} returns or throws
   */
  default CompletableFuture<String> putAsync(T value) {
    return putAsync(value, DistributedQueue.DEFAULT_PRIORITY);
  }

  /**
   * Puts an item without occupying a thread, as {@link DistributedQueue#putAsync(Object, int)}
   * does.
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
   * Claims the first item that nobody has claimed, if there is one, without waiting for anybody.
   * Not interruptible; bounded by the client's operation timeout.
   *
   * @return the claimed item, or empty if there is none
   * @throws ServiceUnavailableException if the store cannot be reached; nothing was claimed
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  Optional<ClaimedItem<T>> poll();

  /**
   * Claims the first item that nobody has claimed, waiting for one no longer than the given time,
   * connected or not; otherwise as {@link #take}. If {@code timeout} is zero or negative this
   * method does not wait for anyone: it answers as {@link #poll()} does, but with empty instead of
   * {@link ServiceUnavailableException}.
   *
   * @param timeout the longest time to wait
   * @return the claimed item, or empty if the time elapsed first
   * @throws InterruptedException if the current thread is interrupted; nothing was claimed
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  Optional<ClaimedItem<T>> poll(Duration timeout) throws InterruptedException;

  /**
   * Claims the first item that nobody has claimed, waiting for one as long as it takes.
   *
   * <p>If there is such an item it is claimed at once. Otherwise the current thread lies dormant
   * until one is put or given back, some other thread interrupts the current thread, the client is
   * closed, or the store refuses for good. A wait survives disconnection and the end of the
   * session.
   *
   * @return the claimed item
   * @throws InterruptedException if the current thread is interrupted on entry or while waiting;
   *     nothing was claimed, and the interrupted status is cleared
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  ClaimedItem<T> take() throws InterruptedException;

  /**
   * Consumes items for ever: takes one, lets the handler work in the current thread, and consumes
   * it. When the handler throws, or the claim turns out to be lost, that is logged and the loop
   * goes on.
   *
   * <p>An item whose handler threw is put back in its place, and this loop does not take it again
   * before it finds no other; then it waits one second, and after each further failure twice as
   * long up to a minute. Where others keep coming it tries the item again after a minute, with at
   * least one of the others between two such attempts. So an item that nobody can handle does not
   * stop the others, and is not forgotten for them.
   *
   * <p>Ends only by an exception: by {@link InterruptedException}, thrown while waiting or by the
   * handler, by an {@link Error} of the handler, which is rethrown after the item was put back, by
   * {@link IllegalStateException} when the client is closed, or when the store refuses for good.
   *
   * @param handler what to do with each item
   * @throws InterruptedException if the current thread is interrupted
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  default void consume(ItemHandler<T> handler) throws InterruptedException {
    consume(handler, (item, failure) -> {});
  }

  /**
   * Consumes items for ever, as {@link #consume(ItemHandler)} does, and in addition reports each
   * failure. The error handler is called in the current thread, before the item is put back: it may
   * {@linkplain ClaimedItem#consume consume} the item, to have done with it. What it throws itself
   * is logged and changes nothing.
   *
   * @param handler what to do with each item
   * @param onError is told the item, and what the handler or its consumption threw
   * @throws InterruptedException if the current thread is interrupted
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  void consume(ItemHandler<T> handler, BiConsumer<ClaimedItem<T>, Throwable> onError)
      throws InterruptedException;

  /**
   * Counts the items, claimed ones included. A snapshot, which may lag behind other clients' latest
   * changes; it costs, and counts in a very long queue, what {@link DistributedQueue#size} does.
   *
   * @return the number of items
   * @throws ServiceUnavailableException if the store cannot be reached within the operation timeout
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  int size();
}
