package dev.coordination.inmemory;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.support.AbstractAcquirable;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Await;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import java.util.List;

/** The lock: a line of contenders. */
final class MemoryLock extends AbstractAcquirable<Hold> implements DistributedLock {

  private final MemoryClient client;

  MemoryLock(RecipeContext context, MemoryClient client) {
    super(context, client.process(), client.process());
    this.client = client;
  }

  @Override
  protected Acquisition<Hold> enqueue(Deadline deadline) {
    return client.enqueue(context(), new Acquisition<>(), deadline);
  }

  @Override
  protected Acquisition<Hold> attempt() {
    return client.attempt(context(), new Acquisition<>());
  }

  @Override
  public List<String> contenders() {
    return contenders(client, context());
  }

  /** Lists a line for somebody who may stand in it. */
  static List<String> contenders(MemoryClient client, RecipeContext context) {
    context.scope().ensureOpen();
    String path = context.storePath();
    return Await.uninterruptibly(
        client.call(path, space -> new Call.Step<>(names(space, path), null)));
  }

  private static List<String> names(Space space, String path) {
    return space.line(path).stream().map(Contender::identifier).toList();
  }
}
