package dev.coordination.inmemory;

import dev.coordination.support.AbstractBarrier;
import dev.coordination.support.BarrierWait;
import dev.coordination.support.RecipeContext;
import java.util.concurrent.CompletableFuture;

/** The barrier: something at its path, or nothing. */
final class MemoryBarrier extends AbstractBarrier {

  private final MemoryClient client;
  private final String path;
  private final int parties;

  /**
   * Creates the recipe.
   *
   * @param parties how many open it by waiting at once, or 0
   */
  MemoryBarrier(RecipeContext context, MemoryClient client, int parties) {
    super(context, client);
    this.client = client;
    this.path = context.storePath();
    this.parties = parties;
  }

  @Override
  protected CompletableFuture<Boolean> raise() {
    return client.call(
        path, space -> change(space, space.read(path) == null, () -> space.barriers().raise(path)));
  }

  @Override
  protected CompletableFuture<Boolean> lower() {
    return client.call(
        path, space -> change(space, space.read(path) != null, () -> space.erase(path)));
  }

  private Call.Step<Boolean> change(Space space, boolean due, Runnable write) {
    if (!due) {
      return new Call.Step<>(false, null);
    }
    space.checkPermitted(path);
    return new Call.Step<>(true, write);
  }

  @Override
  protected CompletableFuture<Boolean> look() {
    return client.call(path, space -> new Call.Step<>(space.read(path) != null, null));
  }

  @Override
  protected BarrierWait.Visit visit(BarrierWait wait) {
    return new BarrierVisit(client, path, context().identifier(), parties, wait);
  }
}
