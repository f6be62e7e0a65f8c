package dev.coordination.zookeeper.engine;

import dev.coordination.Leadership;
import dev.coordination.Registration;
import dev.coordination.support.AbstractLeaderElection;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Await;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import dev.coordination.zookeeper.engine.Layout.Mode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The election: the first in line leads. */
final class EngineElection extends AbstractLeaderElection {

  private final EngineClient engine;
  private final Line<Leadership> line;

  EngineElection(EngineClient engine, RecipeContext context) {
    super(context, engine.scheduler(), engine.callbacks());
    this.engine = engine;
    this.line =
        new Line<>(
            engine,
            context,
            Line.places(engine, context, Mode.EXCLUSIVE),
            (place, contender) -> new EngineLeadership(context, engine, place, contender));
  }

  @Override
  protected Acquisition<Leadership> enqueue(Deadline deadline) {
    return line.enqueue(deadline);
  }

  @Override
  protected Acquisition<Leadership> attempt() {
    return line.attempt();
  }

  @Override
  public List<String> contenders() {
    context().scope().ensureOpen();
    return Await.uninterruptibly(line.contenders());
  }

  @Override
  public Registration onLeaderChange(Executor executor, Consumer<Optional<String>> listener) {
    context().scope().ensureOpen();
    return new LeaderWatch(engine, context(), executor, listener).follow();
  }
}
