package dev.coordination;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Divides a fixed set of items among the members that are there: each item belongs to one of them.
 *
 * <p>At no instant have two members acquired one item; and when the membership has been quiet for
 * the {@linkplain PartitionOptions#withTimeBoundary time boundary}, and every member has answered
 * {@link PartitionState#RELEASE}, every item has an owner. Each object is one member, under its
 * client's identifier, which no other member may have. It joins by itself as soon as it is made,
 * and again when its session was lost; it allocates by itself whenever the membership is quiet.
 *
 * <p>When the membership changes, every member goes to {@code RELEASE}: it stops working on its
 * items, calls {@link #releaseSet}, and gets its new share. A {@linkplain
 * PartitionOptions#withSticky sticky} partitioner does not: there only what moves is taken away,
 * and {@link #onItemsChange} tells which items those are. A sticky member must stop its work on an
 * item within that listener: as soon as it has returned, or at once if there is none, the item is
 * free for others.
 *
 * <p>A loss of the connection changes nothing as long as the session certainly lives. At the
 * deadline after which it may have ended, {@link #acquired} is empty and the state {@code RELEASE};
 * in a process that stood still it is so as soon as it runs again.
 *
 * <p><b>What it does not guarantee.</b> A member that looked at {@link #acquired} and then stood
 * still may act on an item that another one has meanwhile: let what it writes to refuse a smaller
 * {@link #fencingToken}. A member that does not answer {@code RELEASE} keeps others waiting.
 *
 * <pre>{@code
 * try (SetPartitioner<String> partitioner = client.setPartitioner("/crawler/hosts", hosts)) {
 *   while (!partitioner.state().isFinal()) {
 *     switch (partitioner.state()) {
 *       case ACQUIRED -> partitioner.acquired().forEach(this::crawlOnce);
 *       case RELEASE -> partitioner.releaseSet();
 *       default -> partitioner.awaitAcquired(Duration.ofSeconds(1)); // not woken by RELEASE
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>On ZooKeeper this is kazoo's {@code SetPartitioner}, on the same nodes: with the default
 * function and the same items, members of both kinds divide one set.
 *
 * @param <T> the type of the items
 */
public interface SetPartitioner<T> extends AutoCloseable {

  /**
   * Returns the path of this partitioner.
   *
   * @return the path
   */
  String path();

  /**
   * Returns where this member stands. Never waits.
   *
   * @return the state
   */
  PartitionState state();

  /**
   * Returns the items that are this member's and no one else's at this instant: its whole share
   * when {@link PartitionState#ACQUIRED}; if sticky, whatever it has by now while {@code
   * ALLOCATING}; else nothing. Never waits.
   *
   * @return the items, in their order; a copy
   */
  Set<T> acquired();

  /**
   * Waits until this member has acquired its share. If {@code timeout} is zero or negative this
   * method does not wait.
   *
   * @param timeout the longest time to wait
   * @return {@code true} if the state is {@code ACQUIRED}; {@code false} if the time elapsed first,
   *     or at once if it is, or becomes, {@code FAILURE}
   * @throws InterruptedException if interrupted while waiting
   * @throws IllegalStateException if the client is or becomes closed
   */
  boolean awaitAcquired(Duration timeout) throws InterruptedException;

  /**
   * Gives back all items, for the caller no longer works on any, and allocates anew. This is the
   * answer to {@link PartitionState#RELEASE}; in {@code ACQUIRED} it does the same; otherwise it
   * has no effect. Returns without waiting: the items are free for others before the store does
   * anything else for this client.
   */
  void releaseSet();

  /**
   * Gives back all items, for the caller no longer works on any, leaves, and ends in {@link
   * PartitionState#FAILURE}. Waits for the store's confirmation no longer than the operation
   * timeout, is not interruptible, and may be called from a callback. Again, it has no effect.
   */
  void finish();

  /** Does the same as {@link #finish}. */
  @Override
  default void close() {
    finish();
  }

  /**
   * Returns the fencing token of an acquired item: greater than that of every earlier owner.
   *
   * @param item the item
   * @return the token, or empty if the item is not acquired
   */
  OptionalLong fencingToken(T item);

  /**
   * Says why the state is {@link PartitionState#FAILURE}.
   *
   * @return the configuration error: {@link ConfigurationMismatchException} if the members differ
   *     in their items or in being sticky, if another one has this identifier, or if the partition
   *     function failed; {@link NotPermittedException} or {@link MalformedDataException} if the
   *     store refuses; empty if there was none
   */
  Optional<CoordinationException> failure();

  /**
   * Registers a listener for what comes to and goes from {@link #acquired}. It is first told what
   * is acquired, perhaps nothing, and then every change, so that what it is told adds up to what is
   * acquired. An item is told as acquired after it is, and as revoked after it is not any more. If
   * sticky, an item that moves stays locked until every listener that is told of it has returned.
   *
   * @param executor runs the listener; when it refuses, the JVM's common pool does
   * @param listener is told the acquired items and the revoked ones
   * @return ends the subscription
   */
  Registration onItemsChange(Executor executor, BiConsumer<Set<T>, Set<T>> listener);

  /**
   * Registers a listener for the state. It is first told the current one, and then every change.
   *
   * @param executor runs the listener; what it rejects is logged and not told
   * @param listener is told the state
   * @return ends the subscription
   */
  Registration onStateChange(Executor executor, Consumer<PartitionState> listener);
}
