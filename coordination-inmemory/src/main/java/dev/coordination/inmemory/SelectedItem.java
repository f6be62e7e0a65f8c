package dev.coordination.inmemory;

import dev.coordination.inmemory.Call.Step;
import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import dev.coordination.support.QueuedItem;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An item that a taker has found, whether it is still in the store or in its client's hand. */
final class SelectedItem implements FoundItem {

  private final MemoryClient client;
  private final Place place;
  private final QueuedItem item;
  private final boolean removed;

  /**
   * Whether the store has removed it for this taker, heard of or not. Guarded by the space's
   * monitor.
   */
  private boolean applied;

  /**
   * Creates the handle of an item that the client's other takers leave alone.
   *
   * @param client who found it
   * @param place where
   * @param item what
   * @param removed whether it was removed for a former taker
   */
  SelectedItem(MemoryClient client, Place place, QueuedItem item, boolean removed) {
    this.client = client;
    this.place = place;
    this.item = item;
    this.removed = removed;
  }

  @Override
  public byte[] payload() {
    return item.payload();
  }

  @Override
  public CompletableFuture<Boolean> remove() {
    CompletableFuture<Boolean> removal =
        removed
            ? CompletableFuture.completedFuture(true)
            : client.call(new Call<>(place.path(), this::removal, item.payload()));
    return removal.whenComplete((mine, failure) -> takers(some -> some.release(item)));
  }

  private Step<Boolean> removal(Space space) {
    space.checkPermitted(place.path());
    return space.queues().at(place).contains(item.id())
        ? new Step<>(true, () -> apply(space))
        : new Step<>(false, null);
  }

  private void apply(Space space) {
    space.queues().remove(place, item.id());
    applied = true;
  }

  @Override
  public void leave() {
    if (removed) {
      passOn();
    } else {
      takers(some -> some.release(item));
    }
  }

  @Override
  public void passOn() {
    takers(some -> some.passOn(item));
  }

  @Override
  public void passOnIfRemoved() {
    takers(
        some -> {
          if (applied) {
            some.passOn(item);
          }
        });
  }

  private void takers(Consumer<Takers> action) {
    client.takers(place, action);
  }
}
