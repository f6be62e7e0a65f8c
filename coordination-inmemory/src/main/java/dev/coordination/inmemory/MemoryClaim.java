package dev.coordination.inmemory;

import dev.coordination.Codec;
import dev.coordination.HoldLostException;
import dev.coordination.HoldState;
import dev.coordination.inmemory.Call.Step;
import dev.coordination.support.AbstractClaimedItem;
import dev.coordination.support.QueuedItem;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The hold of an item of a locking queue.
 *
 * @param <T> the type of the value
 */
final class MemoryClaim<T> extends AbstractClaimedItem<T> {

  private final Contender contender;
  private final MemoryClient client;

  /**
   * Creates the hold of an item that was claimed just now.
   *
   * @param contender the claim in the store
   * @param item what was claimed
   * @param codec decodes the item
   * @param client who claimed it
   * @param connection of that client
   */
  MemoryClaim(
      Contender contender,
      QueuedItem item,
      Codec<T> codec,
      MemoryClient client,
      Connection connection) {
    super(
        contender.candidate.context(),
        item,
        codec,
        contender.token,
        connection.contact(),
        connection.process());
    this.contender = contender;
    this.client = client;
  }

  @Override
  protected CompletableFuture<@Nullable Void> consumeInStore() {
    String path = contender.place().path();
    return client.call(path, this::consumption).thenRun(() -> client.forget(contender.candidate));
  }

  private Step<Boolean> consumption(Space space) {
    space.checkPermitted(contender.place().path());
    if (!contender.standing) {
      throw new HoldLostException(
          "%s: the claim of %s (token %s) had ended before the item was consumed"
              .formatted(path(), id(), fencingToken()));
    }
    return new Step<>(true, () -> space.consume(contender));
  }

  /** Done when it returns: what cannot be sent now is sent as soon as the store is reached. */
  @Override
  protected CompletableFuture<@Nullable Void> remove(HoldState how) {
    client.leave(contender.candidate);
    return CompletableFuture.completedFuture(null);
  }
}
