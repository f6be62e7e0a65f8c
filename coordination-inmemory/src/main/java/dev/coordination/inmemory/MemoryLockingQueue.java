package dev.coordination.inmemory;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.support.AbstractLockingQueue;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The locking queue: items in the store, and a line of those who claim them.
 *
 * @param <T> the type of the values
 */
final class MemoryLockingQueue<T> extends AbstractLockingQueue<T> {

  private final MemoryClient client;
  private final Codec<T> codec;
  private final Place place;

  MemoryLockingQueue(RecipeContext context, MemoryClient client, Codec<T> codec) {
    super(context, codec, client.process(), client.process());
    this.client = client;
    this.codec = codec;
    this.place = Place.ofLockingQueue(context.storePath());
  }

  @Override
  protected CompletableFuture<List<String>> send(List<byte[]> payloads, int priority) {
    return client.put(place, payloads, priority);
  }

  @Override
  protected Acquisition<ClaimedItem<T>> enqueue(Deadline deadline, Set<String> avoided) {
    Acquisition<ClaimedItem<T>> request = new Acquisition<>();
    client.enqueue(candidate(request, true, avoided), deadline);
    return request;
  }

  @Override
  protected Acquisition<ClaimedItem<T>> attempt() {
    Acquisition<ClaimedItem<T>> request = new Acquisition<>();
    client.attempt(candidate(request, false, Set.of()));
    return request;
  }

  private ClaimCandidate<T> candidate(
      Acquisition<ClaimedItem<T>> request, boolean patient, Set<String> avoided) {
    return new ClaimCandidate<>(client, context(), request, patient, avoided, codec);
  }

  @Override
  protected CompletableFuture<Integer> count() {
    return client.count(place);
  }
}
