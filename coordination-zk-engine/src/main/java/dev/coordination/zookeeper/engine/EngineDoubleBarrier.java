package dev.coordination.zookeeper.engine;

import dev.coordination.support.AbstractDoubleBarrier;
import dev.coordination.support.BarrierWait;
import dev.coordination.support.RecipeContext;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A participant of the double barrier: a node while it is there. See {@link DoubleBarrierEntrance}
 * and {@link DoubleBarrierExit}.
 */
final class EngineDoubleBarrier extends AbstractDoubleBarrier {

  private final EngineClient engine;
  private final int parties;

  EngineDoubleBarrier(EngineClient engine, RecipeContext context, int parties) {
    super(context, engine);
    this.engine = engine;
    this.parties = parties;
  }

  @Override
  protected Stay stay() {
    return new SeatedStay();
  }

  /** One stay, with a seat from the moment it is let in. */
  private final class SeatedStay implements Stay {

    private volatile @Nullable Seat seat;

    @Override
    public BarrierWait.Visit entrance(BarrierWait wait) {
      return new DoubleBarrierEntrance(
          engine,
          context().storePath(),
          parties,
          Layout.encode(context().identifier()),
          wait,
          taken -> seat = taken);
    }

    @Override
    public BarrierWait.Visit exit(BarrierWait wait) {
      return new DoubleBarrierExit(
          engine, context().storePath(), () -> Objects.requireNonNull(seat), wait);
    }

    @Override
    public CompletableFuture<@Nullable Void> abandon() {
      Seat taken = seat;
      boolean over = taken != null && taken.isOverdue();
      CompletableFuture<@Nullable Void> removal = engine.bounded(this::leave);
      return over ? CompletableFuture.completedFuture(null) : removal;
    }

    private CompletableFuture<@Nullable Void> leave() {
      Seat taken = seat;
      return taken == null ? CompletableFuture.completedFuture(null) : taken.leave();
    }
  }
}
