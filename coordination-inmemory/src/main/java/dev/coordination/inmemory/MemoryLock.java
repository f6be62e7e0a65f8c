package dev.coordination.inmemory;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.support.AbstractAcquirable;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import java.util.List;

/** The lock, for writing or for reading: both stand in one line. */
final class MemoryLock extends AbstractAcquirable<Hold> implements DistributedLock {

  private final MemoryClient client;
  private final boolean reader;

  /**
   * Creates the lock.
   *
   * @param context for whom and where
   * @param client whose lock
   * @param reader whether its holds share
   */
  MemoryLock(RecipeContext context, MemoryClient client, boolean reader) {
    super(context, client.process(), client.process());
    this.client = client;
    this.reader = reader;
  }

  @Override
  protected Acquisition<Hold> enqueue(Deadline deadline) {
    Acquisition<Hold> request = new Acquisition<>();
    client.enqueue(new LockCandidate(context(), request, true, reader), deadline);
    return request;
  }

  @Override
  protected Acquisition<Hold> attempt() {
    Acquisition<Hold> request = new Acquisition<>();
    client.attempt(new LockCandidate(context(), request, false, reader));
    return request;
  }

  @Override
  public List<String> contenders() {
    return client.identifiers(context(), Place.ofLock(context().storePath()), one -> true);
  }
}
