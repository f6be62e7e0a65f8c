package dev.coordination.inmemory;

import dev.coordination.Leadership;
import dev.coordination.Registration;
import dev.coordination.support.AbstractLeaderElection;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The election: the same line of contenders as the lock of its path. */
final class MemoryElection extends AbstractLeaderElection {

  private final MemoryClient client;

  MemoryElection(RecipeContext context, MemoryClient client) {
    super(context, client.process(), client.process());
    this.client = client;
  }

  @Override
  protected Acquisition<Leadership> enqueue(Deadline deadline) {
    Acquisition<Leadership> request = new Acquisition<>();
    client.enqueue(new LockCandidate(context(), request, true, false), deadline);
    return request;
  }

  @Override
  protected Acquisition<Leadership> attempt() {
    Acquisition<Leadership> request = new Acquisition<>();
    client.attempt(new LockCandidate(context(), request, false, false));
    return request;
  }

  @Override
  public List<String> contenders() {
    return client.identifiers(context(), Place.ofLock(context().storePath()), one -> true);
  }

  @Override
  public Registration onLeaderChange(Executor executor, Consumer<Optional<String>> listener) {
    return client.watch(
        context(), Objects.requireNonNull(executor), Objects.requireNonNull(listener));
  }
}
