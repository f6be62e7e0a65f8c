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
    return client.enqueue(context(), new Acquisition<>(), deadline);
  }

  @Override
  protected Acquisition<Leadership> attempt() {
    return client.attempt(context(), new Acquisition<>());
  }

  @Override
  public List<String> contenders() {
    return MemoryLock.contenders(client, context());
  }

  @Override
  public Registration onLeaderChange(Executor executor, Consumer<Optional<String>> listener) {
    return client.watch(
        context(), Objects.requireNonNull(executor), Objects.requireNonNull(listener));
  }
}
