package dev.coordination;

/**
 * An item of a {@link LockingQueue} that is claimed: invisible to others until it is {@linkplain
 * #consume consumed}, or the claim ends.
 *
 * <p>The claim is a {@link Hold}. {@linkplain #release Releasing} it, or losing it with the
 * session, makes the item available again in its old place. Each claim of an item has a larger
 * {@linkplain #fencingToken token} than all earlier claims of that item.
 *
 * <pre>{@code
 * try (ClaimedItem<Order> item = orders.take()) {
 *   warehouse.ship(item.value(), item.fencingToken());
 *   item.consume();
 * } // whatever was not consumed goes back into the queue
 * }</pre>
 *
 * @param <T> the type of the value
 */
public interface ClaimedItem<T> extends Hold {

  /**
   * Decodes the value. An item that cannot be decoded is claimed nevertheless, so that it can be
   * consumed and does not stop the queue.
   *
   * @return the value; what the {@linkplain Codec#decode codec} throws is thrown here, each time
   */
  T value();

  /**
   * Returns the priority that the item was put with.
   *
   * @return a number from 0 to 999; lower is served first
   */
  int priority();

  /**
   * Removes the item from the queue and ends the claim, in one step. Succeeds only while the claim
   * is valid in the store, whatever this process believes. Consuming again after a success has no
   * effect.
   *
   * <p>Waits only for the store; not interruptible, and bounded by the client's operation timeout.
   *
   * @throws HoldLostException if the claim had been lost or released before: nothing was removed,
   *     and the item is, or was, somebody else's to handle
   * @throws ServiceUnavailableException if the store cannot be reached; nothing was removed, and
   *     the claim stands as long as its {@link #remaining} time
   * @throws OutcomeUnknownException if it may or may not have been removed
   * @throws NotPermittedException if the store denies access
   */
  void consume();
}
