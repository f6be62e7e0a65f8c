package dev.coordination.inmemory;

import dev.coordination.Codec;
import dev.coordination.support.Acquisition;
import dev.coordination.support.RecipeContext;
import java.util.Objects;
import java.util.Set;

/**
 * A candidate for an item of a locking queue.
 *
 * @param <T> the type of the value
 */
final class ClaimCandidate<T> extends Candidate<MemoryClaim<T>> {

  private final MemoryClient client;
  private final Codec<T> codec;
  private final Set<String> avoided;

  /**
   * Creates one that has not been sent yet.
   *
   * @param client who asks
   * @param context for whom and where
   * @param acquisition is told the outcome
   * @param patient whether it waits for an item
   * @param avoided the names of items that it does not want
   * @param codec decodes the item
   */
  ClaimCandidate(
      MemoryClient client,
      RecipeContext context,
      Acquisition<? super MemoryClaim<T>> acquisition,
      boolean patient,
      Set<String> avoided,
      Codec<T> codec) {
    super(Place.Kind.LOCKING_QUEUE, context, acquisition, patient);
    this.client = client;
    this.avoided = avoided;
    this.codec = codec;
  }

  Set<String> avoided() {
    return avoided;
  }

  @Override
  MemoryClaim<T> newHold(Contender granted, Connection connection) {
    return new MemoryClaim<>(
        granted, Objects.requireNonNull(granted.item), codec, client, connection);
  }
}
