package dev.coordination.zookeeper.engine;

import dev.coordination.support.AbstractBarrier;
import dev.coordination.support.BarrierWait;
import dev.coordination.support.RecipeContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The barrier: a node, or none. See {@link BarrierWatch} and {@link PartyWait}. */
final class EngineBarrier extends AbstractBarrier {

  private final EngineClient engine;
  private final int parties;

  /**
   * Creates the recipe.
   *
   * @param parties how many open it by waiting at once, or 0
   */
  EngineBarrier(EngineClient engine, RecipeContext context, int parties) {
    super(context, engine);
    this.engine = engine;
    this.parties = parties;
  }

  @Override
  protected CompletableFuture<Boolean> raise() {
    return new BarrierChange(engine, context(), true, parties > 0).start();
  }

  @Override
  protected CompletableFuture<Boolean> lower() {
    return new BarrierChange(engine, context(), false, parties > 0).start();
  }

  @Override
  protected CompletableFuture<Boolean> look() {
    return engine.read(
        context(),
        reads -> reads.exists(context().storePath(), null).thenApply(Optional::isPresent));
  }

  @Override
  protected BarrierWait.Visit visit(BarrierWait wait) {
    String path = context().storePath();
    return parties == 0
        ? new BarrierWatch(engine, path, wait)
        : new PartyWait(engine, path, parties, context().identifier(), wait);
  }
}
