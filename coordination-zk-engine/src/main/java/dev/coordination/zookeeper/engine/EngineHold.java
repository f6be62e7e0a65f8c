package dev.coordination.zookeeper.engine;

import dev.coordination.HoldState;
import dev.coordination.support.AbstractHold;
import dev.coordination.support.RecipeContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A hold that stands on a node. */
sealed class EngineHold extends AbstractHold permits EngineLeadership {

  private final EngineClient engine;
  private final Contender<?> contender;

  EngineHold(RecipeContext context, EngineClient engine, Place place, Contender<?> contender) {
    super(context, place.token(), place.session().validity(), engine.callbacks());
    this.engine = engine;
    this.contender = contender;
  }

  @Override
  protected final CompletableFuture<@Nullable Void> remove(HoldState how) {
    return engine.bounded(contender::surrender);
  }
}
