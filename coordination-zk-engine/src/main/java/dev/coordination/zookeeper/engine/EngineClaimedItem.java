package dev.coordination.zookeeper.engine;

import dev.coordination.Codec;
import dev.coordination.HoldState;
import dev.coordination.support.AbstractClaimedItem;
import dev.coordination.support.RecipeContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A claimed item that stands on a node of its session. */
final class EngineClaimedItem<T> extends AbstractClaimedItem<T> {

  private final EngineClient engine;
  private final Claim claim;

  EngineClaimedItem(RecipeContext context, EngineClient engine, Codec<T> codec, Claim claim) {
    super(
        context,
        claim.item(),
        codec,
        claim.token(),
        claim.session().validity(),
        engine.callbacks());
    this.engine = engine;
    this.claim = claim;
  }

  @Override
  protected CompletableFuture<@Nullable Void> consumeInStore() {
    return claim.consume();
  }

  @Override
  protected CompletableFuture<@Nullable Void> remove(HoldState how) {
    return engine.bounded(claim::release);
  }
}
