package dev.coordination;

/**
 * What to do with each item of a {@link LockingQueue}.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface ItemHandler<T> {

  /**
   * Handles one item. Returning normally means that it is done with: it is then consumed, unless
   * this method has consumed or released it itself. Throwing puts it back in its place.
   *
   * <p>The claim may be {@linkplain HoldState#LOST lost} meanwhile, and somebody else may then
   * handle the same item: what must not be done twice is to be guarded by {@link
   * ClaimedItem#fencingToken}.
   *
   * @param item what is to be handled
   * @throws InterruptedException if interrupted, which ends the loop
   */
  void handle(ClaimedItem<T> item) throws InterruptedException;
}
