package dev.coordination.inmemory;

import dev.coordination.Codec;
import dev.coordination.support.AbstractDistributedQueue;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The queue: items in the store, and {@linkplain Takers takers} in each client.
 *
 * @param <T> the type of the values
 */
final class MemoryQueue<T> extends AbstractDistributedQueue<T> {

  private final MemoryClient client;
  private final Place place;

  MemoryQueue(RecipeContext context, MemoryClient client, Codec<T> codec) {
    super(context, codec, client.process(), client.process());
    this.client = client;
    this.place = Place.ofQueue(context.storePath());
  }

  @Override
  protected CompletableFuture<List<String>> send(List<byte[]> payloads, int priority) {
    return client.put(place, payloads, priority);
  }

  @Override
  protected CompletableFuture<Optional<FoundItem>> find(Deadline deadline) {
    return client.seek(new Search(client, context(), deadline, true));
  }

  @Override
  protected CompletableFuture<Optional<FoundItem>> findNow() {
    Deadline deadline = Deadline.after(client.process(), client.operationTimeout());
    return client.seek(new Search(client, context(), deadline, false));
  }

  @Override
  protected CompletableFuture<Integer> count() {
    return client.count(place);
  }
}
