package dev.coordination.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.Codec;
import dev.coordination.ConnectionState;
import dev.coordination.DistributedBarrier;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedDoubleBarrier;
import dev.coordination.DistributedLock;
import dev.coordination.DistributedQueue;
import dev.coordination.DistributedSemaphore;
import dev.coordination.LeaderElection;
import dev.coordination.LockingQueue;
import dev.coordination.Party;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a client. */
@Timeout(30)
final class ScopedClientTest {

  private static final Duration OPERATION = Duration.ofSeconds(10);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final Backend backend = new Backend();
  private final ScopedClient client = ScopedClient.over(backend, "a");

  @Test
  void oneDeadlineIsForTheHoldsAndTheSession() throws InterruptedException {
    CompletableFuture<Void> never = new CompletableFuture<>();
    backend.scope(client).add(() -> never);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(client::close);
    scheduler.runNext();
    closed.orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(scheduler.nanoTime()).isEqualTo(OPERATION.toNanos());
    assertThat(backend.left.remaining(scheduler)).isZero();
  }

  @Test
  void whatHoldsLeaveIsForTheSession() {
    client.close();
    assertThat(backend.left.remaining(scheduler)).isEqualTo(OPERATION);
  }

  @Test
  void closeWithinCloseReturns() {
    backend
        .scope(client)
        .add(
            () -> {
              client.close();
              return CompletableFuture.completedFuture(null);
            });
    client.close();
    assertThat(backend.closed).isEqualTo(1);
  }

  @Test
  void whoComesSecondWaitsForTheFirst() throws InterruptedException {
    CompletableFuture<Void> leaving = new CompletableFuture<>();
    backend.scope(client).add(() -> leaving);
    CompletableFuture<Void> first = CompletableFuture.runAsync(client::close);
    scheduler.awaitTimer(); // of the first, which is waiting
    CompletableFuture<Void> second = CompletableFuture.runAsync(client::close);
    assertThat(second).isNotDone();
    leaving.complete(null);
    CompletableFuture.allOf(first, second).orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(backend.closed).isEqualTo(1);
  }

  @Test
  void aBackendNeedNotTellWhatIsAtAPath() {
    assertThatThrownBy(() -> client.inspect("/any"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> client.onInspection("/any", Runnable::run, told -> {}, failure -> {}))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> client.inspect("any")).isInstanceOf(IllegalArgumentException.class);
  }

  private final class Backend implements RecipeBackend {
    Deadline left = Deadline.NEVER;
    int closed;
    private Scope scope = new Scope();

    /** The scope of a client's recipes. */
    Scope scope(ScopedClient client) {
      var unused = client.lock("/any");
      return scope;
    }

    @Override
    @SuppressWarnings("NullAway") // nobody uses it
    public DistributedLock lock(RecipeContext context) {
      scope = context.scope();
      return null;
    }

    @Override
    public DistributedLock readLock(RecipeContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DistributedSemaphore semaphore(RecipeContext context, int maxLeases) {
      throw new UnsupportedOperationException();
    }

    @Override
    public LeaderElection election(RecipeContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> DistributedQueue<T> queue(RecipeContext context, Codec<T> codec) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> LockingQueue<T> lockingQueue(RecipeContext context, Codec<T> codec) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DistributedBarrier barrier(RecipeContext context, int parties) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DistributedDoubleBarrier doubleBarrier(RecipeContext context, int parties) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DistributedCounter counter(RecipeContext context, long defaultValue) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Party party(RecipeContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Party shallowParty(RecipeContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public PartitionBackend partition(RecipeContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Leases leases() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Listeners<ConnectionState> connection() {
      return new Listeners<>(ConnectionState.CONNECTED, state -> false, Runnable::run);
    }

    @Override
    public Scheduler scheduler() {
      return scheduler;
    }

    @Override
    public Duration operationTimeout() {
      return OPERATION;
    }

    @Override
    public void closeSession(Deadline deadline) {
      closed++;
      left = deadline;
    }
  }
}
