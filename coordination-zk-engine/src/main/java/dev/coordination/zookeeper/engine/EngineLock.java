package dev.coordination.zookeeper.engine;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.support.AbstractAcquirable;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Await;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import dev.coordination.zookeeper.engine.Layout.Mode;
import java.util.List;

/** The lock: the hold of the first in line, or of those who share it. */
final class EngineLock extends AbstractAcquirable<Hold> implements DistributedLock {

  private final Line<Hold> line;

  EngineLock(EngineClient engine, RecipeContext context, Mode mode) {
    super(context, engine.scheduler(), engine.callbacks());
    this.line =
        new Line<>(
            engine,
            context,
            Line.places(engine, context, mode),
            (place, contender) -> new EngineHold(context, engine, place, contender));
  }

  @Override
  protected Acquisition<Hold> enqueue(Deadline deadline) {
    return line.enqueue(deadline);
  }

  @Override
  protected Acquisition<Hold> attempt() {
    return line.attempt();
  }

  @Override
  public List<String> contenders() {
    context().scope().ensureOpen();
    return Await.uninterruptibly(line.contenders());
  }
}
