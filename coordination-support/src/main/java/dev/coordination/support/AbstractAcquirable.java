package dev.coordination.support;

import dev.coordination.Acquirable;
import dev.coordination.Hold;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The faces of acquisition, blocking and not, over two kinds of request.
 *
 * @param <H> the type of the holds
 */
public abstract class AbstractAcquirable<H extends Hold> implements Acquirable<H> {

  private final RecipeContext context;
  private final Scheduler scheduler;
  private final Executor callbacks;

  /**
   * Creates the recipe.
   *
   * @param context for whom and where
   * @param scheduler the client's clock
   * @param callbacks completes users' futures
   */
  protected AbstractAcquirable(RecipeContext context, Scheduler scheduler, Executor callbacks) {
    this.context = context;
    this.scheduler = scheduler;
    this.callbacks = callbacks;
  }

  /**
   * Gets in line. The returned request is refused at the deadline and not before, connected or not.
   *
   * @param deadline when to give up
   * @return the request
   */
  protected abstract Acquisition<H> enqueue(Deadline deadline);

  /**
   * Acquires if nobody is in the way. The returned request is granted, refused, or fails with
   * {@link ServiceUnavailableException}, within the operation timeout.
   *
   * @return the request
   */
  protected abstract Acquisition<H> attempt();

  /** {@return for whom and where this recipe works} */
  protected final RecipeContext context() {
    return context;
  }

  @Override
  public final String path() {
    return context.path();
  }

  @Override
  public final H acquire() throws InterruptedException {
    return submit(Deadline.NEVER).await().orElseThrow();
  }

  @Override
  public final Optional<H> tryAcquire() {
    context.scope().ensureOpen();
    return track(attempt()).join();
  }

  @Override
  public final Optional<H> tryAcquire(Duration timeout) throws InterruptedException {
    if (timeout.isZero() || timeout.isNegative()) {
      Await.checkInterrupt();
      return attemptQuietly();
    }
    return submit(Deadline.after(scheduler, timeout)).await();
  }

  @Override
  public final CompletableFuture<H> acquireAsync() {
    context.scope().ensureOpen();
    return track(enqueue(Deadline.NEVER)).asFuture(callbacks);
  }

  @Override
  public String toString() {
    return "%s[%s]".formatted(getClass().getSimpleName(), path());
  }

  /** Lets a request, and later its hold, end with the client or view it is made through. */
  private Acquisition<H> track(Acquisition<H> request) {
    request.endWith(context.scope());
    return request;
  }

  private Acquisition<H> submit(Deadline deadline) throws InterruptedException {
    Await.checkInterrupt();
    context.scope().ensureOpen();
    return track(enqueue(deadline));
  }

  private Optional<H> attemptQuietly() {
    try {
      return tryAcquire();
    } catch (ServiceUnavailableException e) {
      return Optional.empty(); // a timed attempt answers, it does not fail, when time is up
    }
  }
}
