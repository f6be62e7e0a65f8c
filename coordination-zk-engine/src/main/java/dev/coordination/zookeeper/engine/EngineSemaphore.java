package dev.coordination.zookeeper.engine;

import dev.coordination.DistributedSemaphore;
import dev.coordination.Hold;
import dev.coordination.support.AbstractAcquirable;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Await;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The semaphore: permits for those who have been first in the guard line. */
final class EngineSemaphore extends AbstractAcquirable<Hold> implements DistributedSemaphore {

  private final EngineClient engine;
  private final int maxLeases;
  private final Line<Hold> line;

  EngineSemaphore(EngineClient engine, RecipeContext context, int maxLeases) {
    super(context, engine.scheduler(), engine.callbacks());
    this.engine = engine;
    this.maxLeases = maxLeases;
    SemaphoreLimit limit = new SemaphoreLimit(context.storePath(), maxLeases);
    this.line =
        new Line<>(
            engine,
            context,
            (session, patient, owner) ->
                new Permit(session, engine, limit, context.identifier(), patient, owner),
            (place, contender) -> new EngineHold(context, engine, place, contender));
  }

  @Override
  public int maxLeases() {
    return maxLeases;
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
  public List<String> leaseHolders() {
    context().scope().ensureOpen();
    return Await.uninterruptibly(engine.read(context(), this::leaseHolders));
  }

  private CompletableFuture<List<String>> leaseHolders(ZnodeSession reads) {
    String path = context().storePath();
    return FreshRead.send(reads, path, () -> reads.getChildren(path, null))
        .thenApply(children -> Layout.permits(children.names()))
        .thenCompose(
            permits -> Line.identifiers(reads, permits.stream().map(id -> Layout.permit(path, id))))
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, List.of()));
  }
}
