package dev.coordination.support;

import dev.coordination.DistributedDoubleBarrier;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face of a participant of a double barrier: outside, or in one stay, which begins
 * with the call of {@code enter} and is over when {@code leave} returns.
 */
public abstract class AbstractDoubleBarrier implements DistributedDoubleBarrier {

  /** What a backend does for one stay. */
  public interface Stay {

    /**
     * Makes what it does to enter. Called once; withdrawing it after it has passed changes nothing.
     *
     * @param wait is told when the generation is complete
     * @return the visit, not begun
     */
    BarrierWait.Visit entrance(BarrierWait wait);

    /**
     * Makes what it does to leave. Called once at most, after the entrance has passed. Giving up or
     * withdrawing it leaves.
     *
     * @param wait is told when all have left
     * @return the visit, not begun
     */
    BarrierWait.Visit exit(BarrierWait wait);

    /**
     * Takes the participant out of the store, without waiting for anybody else.
     *
     * @return completes, never exceptionally and within the operation timeout, when the store has
     *     confirmed, or the link is seen to be down
     */
    CompletableFuture<@Nullable Void> abandon();
  }

  private enum Stage {
    ENTERING,
    INSIDE,
    LEAVING
  }

  /** A stay, and how far it has come. */
  private final class Guest implements Scope.Member {
    private final Stay stay = stay();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.ENTERING);

    @Override
    public CompletableFuture<@Nullable Void> end() {
      return stay.abandon();
    }
  }

  private final RecipeContext context;
  private final RecipeBackend backend;
  private final AtomicReference<@Nullable Guest> guest = new AtomicReference<>();

  /**
   * Creates a participant that is outside.
   *
   * @param context for whom and where
   * @param backend the client's
   */
  protected AbstractDoubleBarrier(RecipeContext context, RecipeBackend backend) {
    this.context = context;
    this.backend = backend;
  }

  /** {@return a stay that has not begun} */
  protected abstract Stay stay();

  /** {@return for whom and where this recipe works} */
  protected final RecipeContext context() {
    return context;
  }

  @Override
  public final String path() {
    return context.path();
  }

  @Override
  public final void enter() throws InterruptedException {
    var unused = enter(Deadline.NEVER);
  }

  @Override
  public final boolean enter(Duration timeout) throws InterruptedException {
    return enter(Deadline.after(backend.scheduler(), timeout));
  }

  private boolean enter(Deadline deadline) throws InterruptedException {
    Await.checkInterrupt();
    context.scope().ensureOpen();
    Guest fresh = new Guest();
    if (!guest.compareAndSet(null, fresh)) {
      throw new IllegalStateException(
          "this participant has entered %s and not left".formatted(path()));
    }
    boolean entered = false;
    try {
      context.scope().add(fresh); // from here on the client's end takes it out of the store
      BarrierWait wait = new BarrierWait();
      entered = await(wait, fresh.stay.entrance(wait), deadline) && keep(fresh);
    } finally {
      if (!entered) {
        end(fresh);
      }
    }
    return entered;
  }

  private boolean await(BarrierWait wait, BarrierWait.Visit visit, Deadline deadline)
      throws InterruptedException {
    return wait.await(visit, context.scope(), backend, deadline);
  }

  private boolean keep(Guest entered) {
    context.scope().ensureOpen();
    entered.stage.set(Stage.INSIDE);
    return true;
  }

  private void end(Guest over) {
    context.scope().remove(over);
    var unused = over.stay.abandon();
    guest.set(null);
  }

  @Override
  public final void leave() throws InterruptedException {
    var unused = leave(Deadline.NEVER);
  }

  @Override
  public final boolean leave(Duration timeout) throws InterruptedException {
    return leave(Deadline.after(backend.scheduler(), timeout));
  }

  private boolean leave(Deadline deadline) throws InterruptedException {
    context.scope().ensureOpen();
    Guest leaving = guest.get();
    if (leaving == null || !leaving.stage.compareAndSet(Stage.INSIDE, Stage.LEAVING)) {
      throw new IllegalStateException("this participant has not entered %s".formatted(path()));
    }
    try {
      Await.checkInterrupt();
      BarrierWait wait = new BarrierWait();
      return await(wait, leaving.stay.exit(wait), deadline);
    } finally {
      end(leaving);
    }
  }

  @Override
  public String toString() {
    return "%s[%s, \"%s\"]".formatted(getClass().getSimpleName(), path(), context.identifier());
  }
}
