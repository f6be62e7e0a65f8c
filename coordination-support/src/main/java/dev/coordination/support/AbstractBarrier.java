package dev.coordination.support;

import dev.coordination.DistributedBarrier;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The blocking face of a barrier. */
public abstract class AbstractBarrier implements DistributedBarrier {

  private final RecipeContext context;
  private final RecipeBackend backend;

  /**
   * Creates the recipe.
   *
   * @param context for whom and where
   * @param backend the client's
   */
  protected AbstractBarrier(RecipeContext context, RecipeBackend backend) {
    this.context = context;
    this.backend = backend;
  }

  /**
   * Puts the barrier up.
   *
   * @return whether it was not; fails within the operation timeout
   */
  protected abstract CompletableFuture<Boolean> raise();

  /**
   * Takes the barrier down.
   *
   * @return whether it was up; fails within the operation timeout
   */
  protected abstract CompletableFuture<Boolean> lower();

  /**
   * Looks whether the barrier is up.
   *
   * @return whether it is; fails within the operation timeout
   */
  protected abstract CompletableFuture<Boolean> look();

  /**
   * Makes what the backend does for a wait.
   *
   * @param wait is told the outcome
   * @return the visit, not begun
   */
  protected abstract BarrierWait.Visit visit(BarrierWait wait);

  /** {@return for whom and where this recipe works} */
  protected final RecipeContext context() {
    return context;
  }

  @Override
  public final String path() {
    return context.path();
  }

  @Override
  public final boolean create() {
    context.scope().ensureOpen();
    return Await.uninterruptibly(raise());
  }

  @Override
  public final boolean remove() {
    context.scope().ensureOpen();
    return Await.uninterruptibly(lower());
  }

  @Override
  public final boolean exists() {
    context.scope().ensureOpen();
    return Await.uninterruptibly(look());
  }

  @Override
  public final void await() throws InterruptedException {
    var unused = await(Deadline.NEVER);
  }

  @Override
  public final boolean await(Duration timeout) throws InterruptedException {
    return await(Deadline.after(backend.scheduler(), timeout));
  }

  private boolean await(Deadline deadline) throws InterruptedException {
    Await.checkInterrupt();
    context.scope().ensureOpen();
    BarrierWait wait = new BarrierWait();
    return wait.await(visit(wait), context.scope(), backend, deadline);
  }

  @Override
  public String toString() {
    return "%s[%s]".formatted(getClass().getSimpleName(), path());
  }
}
