package dev.coordination.support;

import dev.coordination.LeaderElection;
import dev.coordination.LeaderTask;
import dev.coordination.Leadership;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What an election adds to acquiring the hold of a leader: candidacies that can be withdrawn, and
 * tasks that run while leading.
 */
public abstract class AbstractLeaderElection implements LeaderElection {

  private final Office office;
  private final Set<Acquisition<Leadership>> pending = ConcurrentHashMap.newKeySet();

  /**
   * Creates the election.
   *
   * @param context for whom and where
   * @param scheduler the client's clock
   * @param callbacks completes users' futures
   */
  protected AbstractLeaderElection(RecipeContext context, Scheduler scheduler, Executor callbacks) {
    this.office = new Office(context, scheduler, callbacks);
  }

  /**
   * Gets in line, as {@link AbstractAcquirable#enqueue} says.
   *
   * @param deadline when to give up
   * @return the candidacy
   */
  protected abstract Acquisition<Leadership> enqueue(Deadline deadline);

  /**
   * Leads if nobody else does or waits to, as {@link AbstractAcquirable#attempt} says.
   *
   * @return the candidacy
   */
  protected abstract Acquisition<Leadership> attempt();

  /** {@return for whom and where this recipe works} */
  protected final RecipeContext context() {
    return office.context();
  }

  @Override
  public final String path() {
    return office.path();
  }

  @Override
  public final <T extends @Nullable Object, X extends Exception> T run(LeaderTask<T, X> task)
      throws X, InterruptedException {
    Objects.requireNonNull(task);
    return new Term(campaign()).serve(task);
  }

  @Override
  public final Leadership campaign() throws InterruptedException {
    return office.acquire();
  }

  @Override
  public final Optional<Leadership> tryCampaign(Duration timeout) throws InterruptedException {
    return office.tryAcquire(timeout);
  }

  @Override
  public final CompletableFuture<Leadership> campaignAsync() {
    return office.acquireAsync();
  }

  @Override
  public final void cancel() {
    pending.forEach(candidacy -> candidacy.fail(new CancellationException("candidacy withdrawn")));
  }

  @Override
  public final Optional<String> leader() {
    return contenders().stream().findFirst();
  }

  @Override
  public String toString() {
    return "%s[%s]".formatted(getClass().getSimpleName(), path());
  }

  private Acquisition<Leadership> remember(Acquisition<Leadership> candidacy) {
    pending.add(candidacy);
    candidacy.whenSettled(() -> pending.remove(candidacy));
    return candidacy;
  }

  /** The leader's place, acquired like any other hold. */
  private final class Office extends AbstractAcquirable<Leadership> {

    Office(RecipeContext context, Scheduler scheduler, Executor callbacks) {
      super(context, scheduler, callbacks);
    }

    @Override
    protected Acquisition<Leadership> enqueue(Deadline deadline) {
      return remember(AbstractLeaderElection.this.enqueue(deadline));
    }

    @Override
    protected Acquisition<Leadership> attempt() {
      return remember(AbstractLeaderElection.this.attempt());
    }
  }
}
