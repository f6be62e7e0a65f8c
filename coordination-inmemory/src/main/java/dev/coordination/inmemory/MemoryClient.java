package dev.coordination.inmemory;

import dev.coordination.ConnectionState;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.LeaderElection;
import dev.coordination.Registration;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Deadline;
import dev.coordination.support.Listeners;
import dev.coordination.support.RecipeBackend;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scheduler.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client as its recipes see it. Every method is a transaction of its own: none is called under
 * the space's monitor.
 */
final class MemoryClient implements RecipeBackend {

  private final Space space;
  private final Threads threads;
  private final ClientProcess process;
  private final Connection connection;
  private final Wishes wishes;
  private final Duration operationTimeout;
  private final Consumer<MemoryClient> onClosed;

  /**
   * Connects a client.
   *
   * @param space the store
   * @param threads those that use the space
   * @param process where the client lives
   * @param sessionTimeout of its sessions, and of its calls
   * @param onClosed is told when this client is closed
   */
  MemoryClient(
      Space space,
      Threads threads,
      ClientProcess process,
      Duration sessionTimeout,
      Consumer<MemoryClient> onClosed) {
    this.space = space;
    this.threads = threads;
    this.process = process;
    this.connection = new Connection(space, process, sessionTimeout);
    this.wishes = connection.wishes();
    this.operationTimeout = sessionTimeout;
    this.onClosed = onClosed;
  }

  Space space() {
    return space;
  }

  /** Its clock, its timers, and where its users' futures complete. */
  ClientProcess process() {
    return process;
  }

  // ---- recipes

  @Override
  public DistributedLock lock(RecipeContext context) {
    return new MemoryLock(context, this);
  }

  @Override
  public LeaderElection election(RecipeContext context) {
    return new MemoryElection(context, this);
  }

  @Override
  public DistributedCounter counter(RecipeContext context, long defaultValue) {
    return new MemoryCounter(context, this, defaultValue);
  }

  @Override
  public Listeners<ConnectionState> connection() {
    return connection.states();
  }

  // ---- what recipes want

  /** Gets in line, and waits there until the deadline. */
  <A extends Acquisition<? super MemoryHold>> A enqueue(
      RecipeContext context, A acquisition, Deadline deadline) {
    submit(new Candidate(context, acquisition, true));
    if (!acquisition.isSettled() && !deadline.forever()) {
      Timer timer = process.schedule(deadline.remaining(process), acquisition::refuse);
      acquisition.whenSettled(timer::cancel);
    }
    return acquisition;
  }

  /** Gets in line if nobody stands there. */
  <A extends Acquisition<? super MemoryHold>> A attempt(RecipeContext context, A acquisition) {
    Candidate candidate = new Candidate(context, acquisition, false);
    submit(candidate);
    if (!acquisition.isSettled()) {
      Timer timer =
          process.schedule(operationTimeout, () -> acquisition.fail(candidate.unavailable()));
      acquisition.whenSettled(timer::cancel);
    }
    return acquisition;
  }

  private void submit(Candidate candidate) {
    threads.note();
    space.transact(() -> wishes.stand(candidate));
    Acquisition<?> acquisition = candidate.acquisition();
    if (!acquisition.isSettled() || candidate.hold == null) {
      acquisition.whenUngranted(() -> leave(candidate));
    }
  }

  /** Takes a candidate out of the line, whether it waits or holds. */
  void leave(Candidate candidate) {
    threads.note();
    space.transact(() -> wishes.leave(candidate));
  }

  /** Asks the store, for no longer than the operation timeout. */
  <T> CompletableFuture<T> call(String path, Function<Space, Call.Step<T>> body) {
    threads.note();
    Call<T> call = new Call<>(path, body);
    space.transact(() -> wishes.ask(call));
    if (!call.reply().isDone()) {
      Timer timer = process.schedule(operationTimeout, () -> giveUp(call));
      var unused = call.reply().whenComplete((result, failure) -> timer.cancel());
    }
    return call.reply();
  }

  private void giveUp(Call<?> call) {
    space.transact(() -> wishes.giveUp(call, "no answer came within " + operationTimeout));
  }

  /** Tells a listener of the leaders at a path, until the registration or the scope is closed. */
  Registration watch(
      RecipeContext context, Executor executor, Consumer<Optional<String>> listener) {
    LeaderWatch watch = new LeaderWatch(context, connection, executor, listener);
    context.scope().add(watch);
    space.transact(() -> wishes.watch(watch));
    return watch;
  }

  /** Ends the session; a client that cannot be reached leaves that to the store's clock. */
  @Override
  public void closeSession() {
    space.transact(connection::close);
    process.close();
    onClosed.accept(this);
  }

  // ---- faults

  /** Does something to the connection. */
  void strike(Consumer<Connection> fault) {
    space.transact(() -> fault.accept(connection));
  }

  /** Looks at the connection. */
  <T extends @Nullable Object> T inspect(Function<Connection, T> look) {
    return space.transact(() -> look.apply(connection));
  }
}
