package dev.coordination.support;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.ItemHandler;
import dev.coordination.LockingQueue;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * The faces of a locking queue over two kinds of request for a claim.
 *
 * @param <T> the type of the values
 */
public abstract class AbstractLockingQueue<T> extends AbstractItemQueue<T>
    implements LockingQueue<T> {

  private final RecipeContext context;
  private final Scheduler scheduler;
  private final Executor callbacks;
  private final Claims anyItem;

  /**
   * Creates the locking queue.
   *
   * @param context for whom and where
   * @param codec turns values into bytes and back
   * @param scheduler the client's clock
   * @param callbacks completes users' futures
   */
  protected AbstractLockingQueue(
      RecipeContext context, Codec<T> codec, Scheduler scheduler, Executor callbacks) {
    super(context, codec, callbacks);
    this.context = context;
    this.scheduler = scheduler;
    this.callbacks = callbacks;
    this.anyItem = new Claims(Set.of());
  }

  /**
   * Claims the first item that is free, waiting for one, as {@link AbstractAcquirable#enqueue}
   * says. The granted holds are {@link AbstractClaimedItem}s.
   *
   * @param deadline when to give up
   * @param avoided the names of items not to be claimed
   * @return the request
   */
  protected abstract Acquisition<ClaimedItem<T>> enqueue(Deadline deadline, Set<String> avoided);

  /**
   * Claims the first item that is free, if there is one: granted, refused, or failed with {@link
   * ServiceUnavailableException}, within the operation timeout.
   *
   * @return the request
   */
  protected abstract Acquisition<ClaimedItem<T>> attempt();

  @Override
  public final Optional<ClaimedItem<T>> poll() {
    return anyItem.tryAcquire();
  }

  @Override
  public final Optional<ClaimedItem<T>> poll(Duration timeout) throws InterruptedException {
    return anyItem.tryAcquire(timeout);
  }

  @Override
  public final ClaimedItem<T> take() throws InterruptedException {
    return anyItem.acquire();
  }

  @Override
  public final void consume(ItemHandler<T> handler, BiConsumer<ClaimedItem<T>, Throwable> onError)
      throws InterruptedException {
    new ConsumeLoop<>(scheduler, this::takeOther, handler, onError).run();
  }

  /** Claims an item that is none of these, waiting for one; empty when the time has passed. */
  private Optional<ClaimedItem<T>> takeOther(Set<String> avoided, Duration timeout)
      throws InterruptedException {
    return new Claims(Set.copyOf(avoided)).tryAcquire(timeout);
  }

  /** Claims, acquired like any other hold. */
  private final class Claims extends AbstractAcquirable<ClaimedItem<T>> {

    private final Set<String> avoided;

    Claims(Set<String> avoided) {
      super(context, scheduler, callbacks);
      this.avoided = avoided;
    }

    @Override
    protected Acquisition<ClaimedItem<T>> enqueue(Deadline deadline) {
      return AbstractLockingQueue.this.enqueue(deadline, avoided);
    }

    @Override
    protected Acquisition<ClaimedItem<T>> attempt() {
      return AbstractLockingQueue.this.attempt();
    }
  }
}
