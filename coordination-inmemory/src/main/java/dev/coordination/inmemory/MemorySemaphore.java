package dev.coordination.inmemory;

import dev.coordination.DistributedSemaphore;
import dev.coordination.Hold;
import dev.coordination.support.AbstractAcquirable;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import java.util.List;

/** The semaphore: a line whose first few hold. */
final class MemorySemaphore extends AbstractAcquirable<Hold> implements DistributedSemaphore {

  private final MemoryClient client;
  private final int maxLeases;

  MemorySemaphore(RecipeContext context, MemoryClient client, int maxLeases) {
    super(context, client.process(), client.process());
    this.client = client;
    this.maxLeases = maxLeases;
  }

  @Override
  protected Acquisition<Hold> enqueue(Deadline deadline) {
    Acquisition<Hold> request = new Acquisition<>();
    client.enqueue(new PermitCandidate(context(), request, true, maxLeases), deadline);
    return request;
  }

  @Override
  protected Acquisition<Hold> attempt() {
    Acquisition<Hold> request = new Acquisition<>();
    client.attempt(new PermitCandidate(context(), request, false, maxLeases));
    return request;
  }

  @Override
  public int maxLeases() {
    return maxLeases;
  }

  @Override
  public List<String> leaseHolders() {
    return client.identifiers(
        context(), Place.ofSemaphore(context().storePath()), one -> one.granted);
  }
}
