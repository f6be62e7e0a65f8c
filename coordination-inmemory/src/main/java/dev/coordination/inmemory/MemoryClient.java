package dev.coordination.inmemory;

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
import dev.coordination.Registration;
import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Await;
import dev.coordination.support.Deadline;
import dev.coordination.support.Leases;
import dev.coordination.support.Listeners;
import dev.coordination.support.PartitionBackend;
import dev.coordination.support.QueuedItem;
import dev.coordination.support.RecipeBackend;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scheduler;
import dev.coordination.support.Scheduler.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
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
  private final WallClock wallClock;
  private final Leases leases;
  private final Consumer<MemoryClient> onClosed;

  /**
   * Connects a client.
   *
   * @param space the store
   * @param threads those that use the space
   * @param process where the client lives
   * @param sessionTimeout of its sessions, and of its calls
   * @param wallClock of its machine
   * @param clockSkew by how much anybody's wall clock may be wrong
   * @param onClosed is told when this client is closed
   */
  MemoryClient(
      Space space,
      Threads threads,
      ClientProcess process,
      Duration sessionTimeout,
      WallClock wallClock,
      Duration clockSkew,
      Consumer<MemoryClient> onClosed) {
    this.space = space;
    this.threads = threads;
    this.process = process;
    this.connection = new Connection(space, process, sessionTimeout);
    this.wishes = connection.wishes();
    this.operationTimeout = sessionTimeout;
    this.wallClock = wallClock;
    this.leases = new Leases(new MemoryLeases(this), process, wallClock, clockSkew, process);
    this.onClosed = onClosed;
  }

  Space space() {
    return space;
  }

  WallClock wallClock() {
    return wallClock;
  }

  /** Whether it knows that its link is down. */
  boolean isCutOff() {
    return inspect(current -> current.contact().isSuspended());
  }

  /** Its clock, its timers, and where its users' futures complete. */
  ClientProcess process() {
    return process;
  }

  // ---- recipes

  @Override
  public DistributedLock lock(RecipeContext context) {
    return new MemoryLock(context, this, false);
  }

  @Override
  public DistributedLock readLock(RecipeContext context) {
    return new MemoryLock(context, this, true);
  }

  @Override
  public DistributedSemaphore semaphore(RecipeContext context, int maxLeases) {
    return new MemorySemaphore(context, this, maxLeases);
  }

  @Override
  public LeaderElection election(RecipeContext context) {
    return new MemoryElection(context, this);
  }

  @Override
  public <T> DistributedQueue<T> queue(RecipeContext context, Codec<T> codec) {
    return new MemoryQueue<>(context, this, codec);
  }

  @Override
  public <T> LockingQueue<T> lockingQueue(RecipeContext context, Codec<T> codec) {
    return new MemoryLockingQueue<>(context, this, codec);
  }

  @Override
  public DistributedBarrier barrier(RecipeContext context, int parties) {
    return new MemoryBarrier(context, this, parties);
  }

  @Override
  public DistributedDoubleBarrier doubleBarrier(RecipeContext context, int parties) {
    return new MemoryDoubleBarrier(context, this, parties);
  }

  @Override
  public DistributedCounter counter(RecipeContext context, long defaultValue) {
    return new MemoryCounter(context, this, defaultValue);
  }

  @Override
  public Party party(RecipeContext context) {
    return new MemoryParty(context, this, false);
  }

  @Override
  public Party shallowParty(RecipeContext context) {
    return new MemoryParty(context, this, true);
  }

  @Override
  public PartitionBackend partition(RecipeContext context) {
    return new MemoryPartition(context, this);
  }

  @Override
  public Leases leases() {
    return leases;
  }

  @Override
  public Listeners<ConnectionState> connection() {
    return connection.states();
  }

  // ---- what recipes want

  /** The calling thread is about to wait. */
  void noteCaller() {
    threads.note();
  }

  /** Gets in line, and waits there until the deadline. */
  void enqueue(Candidate<?> candidate, Deadline deadline) {
    submit(candidate);
    Acquisition<?> acquisition = candidate.acquisition();
    if (!acquisition.isSettled()) {
      acquisition.refuseAt(deadline, process);
    }
  }

  /** Gets in line if its turn comes at once. */
  void attempt(Candidate<?> candidate) {
    submit(candidate);
    Acquisition<?> acquisition = candidate.acquisition();
    if (!acquisition.isSettled()) {
      acquisition.unlessSettledWithin(
          operationTimeout, process, () -> acquisition.fail(candidate.unavailable()));
    }
  }

  private void submit(Candidate<?> candidate) {
    threads.note();
    space.transact(() -> wishes.stand(candidate));
    Acquisition<?> acquisition = candidate.acquisition();
    if (!acquisition.isSettled() || candidate.hold == null) {
      acquisition.whenUngranted(() -> leave(candidate));
    }
  }

  /** Takes a candidate out of the line, whether it waits or holds. */
  void leave(Candidate<?> candidate) {
    threads.note();
    space.transact(() -> wishes.leave(candidate));
  }

  /** Has done with a candidate that does not stand any more. */
  void forget(Candidate<?> candidate) {
    space.transact(() -> wishes.drop(candidate));
  }

  /** Asks the store, for no longer than the operation timeout. */
  <T> CompletableFuture<T> call(String path, Function<Space, Call.Step<T>> body) {
    return call(new Call<>(path, body, null));
  }

  /** Asks the store, for no longer than the operation timeout. */
  <T> CompletableFuture<T> call(Call<T> call) {
    threads.note();
    space.transact(() -> wishes.ask(call));
    if (!call.reply().isDone()) {
      Timer timer = process.schedule(operationTimeout, () -> giveUp(call));
      whenOver(call.reply(), timer::cancel);
    }
    return call.reply();
  }

  /** Asks the store who stands in a line. */
  List<String> identifiers(RecipeContext context, Place place, Predicate<Contender> which) {
    context.scope().ensureOpen();
    return Await.uninterruptibly(
        call(
            place.path(),
            space ->
                new Call.Step<>(
                    space.line(place).stream().filter(which).map(Contender::identifier).toList(),
                    null)));
  }

  // ---- items

  /** Puts items, all or none. */
  CompletableFuture<List<String>> put(Place place, List<byte[]> payloads, int priority) {
    StoreLimits.check(place.path(), payloads);
    return call(
        place.path(),
        space -> {
          space.checkPermitted(place.path());
          List<QueuedItem> items = space.queues().arrivals(payloads, priority);
          return new Call.Step<>(
              items.stream().map(QueuedItem::id).toList(), () -> space.queues().put(place, items));
        });
  }

  /** Counts items. */
  CompletableFuture<Integer> count(Place place) {
    return call(
        place.path(), space -> new Call.Step<>(space.queues().at(place).all().size(), null));
  }

  /** Looks for an item. Completing the result from outside withdraws the request. */
  CompletableFuture<Optional<FoundItem>> seek(Search search) {
    threads.note();
    space.transact(() -> wishes.seek(search));
    CompletableFuture<Optional<FoundItem>> result = search.result();
    if (!result.isDone()) {
      whenOver(result, () -> takers(search.place(), some -> some.withdraw(search)));
      Timer timer = search.deadline().schedule(process, search::late);
      whenOver(result, timer::cancel);
    }
    return result;
  }

  private static void whenOver(CompletableFuture<?> future, Runnable action) {
    var unused = future.whenComplete((result, failure) -> action.run());
  }

  /** Does something for this client's takers of a queue. */
  void takers(Place place, Consumer<Takers> action) {
    space.transact(() -> wishes.withTakers(place, action));
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

  // ---- parties

  /** Makes a member of a party, until it leaves. */
  void join(Membership member) {
    threads.note();
    space.transact(() -> wishes.memberships().join(member));
  }

  void leave(Membership member) {
    threads.note();
    space.transact(() -> wishes.memberships().leave(member));
  }

  /** Makes a watch of a party, which is not started. */
  RollWatch follow(Place place, Runnable owner) {
    threads.note();
    return new RollWatch(place, connection, owner);
  }

  // ---- barriers

  /** At which barriers it waits; under the space's monitor. */
  BarrierVisits visits() {
    return wishes.visits();
  }

  /** Does something for a wait at a barrier. */
  void visits(Consumer<BarrierVisits> action) {
    threads.note();
    space.transact(() -> action.accept(wishes.visits()));
  }

  /** At which double barriers it is; under the space's monitor. */
  Guests guests() {
    return wishes.guests();
  }

  /** Does something for a guest of a double barrier. */
  void guests(Consumer<Guests> action) {
    threads.note();
    space.transact(() -> action.accept(wishes.guests()));
  }

  @Override
  public Scheduler scheduler() {
    return process;
  }

  @Override
  public Duration operationTimeout() {
    return operationTimeout;
  }

  /** Ends the session; a client that cannot be reached leaves that to the store's clock. */
  @Override
  public void closeSession(Deadline deadline) {
    leases.close();
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
