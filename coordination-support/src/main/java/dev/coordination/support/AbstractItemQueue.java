package dev.coordination.support;

import dev.coordination.Codec;
import dev.coordination.DistributedQueue;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What both kinds of queue do alike: putting and counting.
 *
 * @param <T> the type of the values
 */
abstract class AbstractItemQueue<T> {

  private final RecipeContext context;
  private final Codec<T> codec;
  private final Executor callbacks;

  AbstractItemQueue(RecipeContext context, Codec<T> codec, Executor callbacks) {
    this.context = context;
    this.codec = codec;
    this.callbacks = callbacks;
  }

  /**
   * Puts items, all or none.
   *
   * @param payloads at least one
   * @param priority a legal priority
   * @return completes, within the operation timeout, with the names of the items in their order
   * @throws IllegalArgumentException if they are larger than the store takes in one step
   */
  protected abstract CompletableFuture<List<String>> send(List<byte[]> payloads, int priority);

  /** {@return the number of items, within the operation timeout} */
  protected abstract CompletableFuture<Integer> count();

  /** {@return for whom and where this queue works} */
  protected final RecipeContext context() {
    return context;
  }

  /** {@return the queue's path, as it was given to the factory} */
  public final String path() {
    return context.path();
  }

  /**
   * Puts an item.
   *
   * @param value the item
   * @param priority its priority
   * @return its name
   * @see DistributedQueue#put(Object, int)
   */
  public final String put(T value, int priority) {
    return Await.uninterruptibly(sendOne(value, priority));
  }

  /**
   * Puts items, all or none.
   *
   * @param values the items
   * @param priority their priority
   * @return their names
   * @see DistributedQueue#putAll(Collection, int)
   */
  public final List<String> putAll(Collection<? extends T> values, int priority) {
    checkPriority(priority);
    context.scope().ensureOpen();
    List<byte[]> payloads = values.stream().map(this::encode).toList();
    return payloads.isEmpty() ? List.of() : Await.uninterruptibly(send(payloads, priority));
  }

  /**
   * Puts an item without waiting.
   *
   * @param value the item
   * @param priority its priority
   * @return completes with its name
   * @see DistributedQueue#putAsync(Object, int)
   */
  public final CompletableFuture<String> putAsync(T value, int priority) {
    return Callbacks.relay(sendOne(value, priority), callbacks);
  }

  /** {@return how many items there are} */
  public final int size() {
    context.scope().ensureOpen();
    return Await.uninterruptibly(count());
  }

  @Override
  public String toString() {
    return "%s[%s]".formatted(getClass().getSimpleName(), path());
  }

  private CompletableFuture<String> sendOne(T value, int priority) {
    checkPriority(priority);
    context.scope().ensureOpen();
    return send(List.of(encode(value)), priority).thenApply(ids -> ids.get(0));
  }

  private byte[] encode(T value) {
    byte[] payload = codec.encode(Objects.requireNonNull(value));
    return Objects.requireNonNull(payload, "the codec encoded an item to null");
  }

  private static void checkPriority(int priority) {
    if (priority < 0 || priority > DistributedQueue.LOWEST_PRIORITY) {
      throw new IllegalArgumentException(
          "priority %s is not from 0 to %s".formatted(priority, DistributedQueue.LOWEST_PRIORITY));
    }
  }
}
