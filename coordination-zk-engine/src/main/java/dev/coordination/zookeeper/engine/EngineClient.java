package dev.coordination.zookeeper.engine;

import dev.coordination.Codec;
import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.CoordinationException;
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
import dev.coordination.ServiceUnavailableException;
import dev.coordination.spi.Inspection;
import dev.coordination.support.Await;
import dev.coordination.support.Callbacks;
import dev.coordination.support.Deadline;
import dev.coordination.support.Leases;
import dev.coordination.support.Listeners;
import dev.coordination.support.PartitionBackend;
import dev.coordination.support.RecipeBackend;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scheduler;
import dev.coordination.support.Scope;
import dev.coordination.support.ScopedClient;
import dev.coordination.support.SerialExecutor;
import dev.coordination.zookeeper.engine.Layout.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client of the engine: the session of the moment, and what outlives a session.
 *
 * <p>All state of the engine is touched only by tasks of one {@link SerialExecutor}, the loop,
 * which has no thread of its own: calls of users, replies, events and timers all become tasks of
 * it, run by whichever thread finds it idle. No task blocks, and no user code runs in it.
 */
public final class EngineClient implements RecipeBackend {

  private static final int PRUNE_FROM = 64;

  /** What is to be done when there is a connection, and whether anybody still wants it. */
  private record Awaiting(Consumer<LiveSession> action, BooleanSupplier unwanted) {}

  private final ZnodeTransport transport;
  private final EngineOptions options;
  private final Supplier<String> ids;
  private final Layout layout;
  private final SerialExecutor loop = new SerialExecutor(Runnable::run);
  private final Listeners<ConnectionState> connection;
  private final CompletableFuture<@Nullable Void> firstSession = new CompletableFuture<>();
  private final List<Awaiting> awaitingConnection = new ArrayList<>();
  private final Map<String, CounterWriter> counters = new HashMap<>();
  private final Queues queues = new Queues(this);
  private final Leases leases;
  private int pruneAt = PRUNE_FROM;
  private @Nullable LiveSession session;
  private volatile Duration operationTimeout;
  private volatile Duration sessionTimeout = Duration.ZERO;

  private EngineClient(ZnodeTransport transport, EngineOptions options, Supplier<String> ids) {
    this.transport = transport;
    this.options = options;
    this.ids = ids;
    this.layout = new Layout(options.contenderPatterns());
    this.operationTimeout = options.operationTimeout();
    this.leases =
        new Leases(
            new EngineLeases(this),
            transport.scheduler(),
            options.wallClock(),
            options.clockSkew(),
            transport.callbackExecutor());
    this.connection =
        new Listeners<>(
            ConnectionState.SUSPENDED,
            ConnectionState.CLOSED::equals,
            transport.callbackExecutor());
  }

  /**
   * Opens a client over a transport and waits for its first session.
   *
   * @param transport the way to the ensemble; closed with the client, or if this fails
   * @param options what the application chose
   * @return the client
   * @throws ServiceUnavailableException if there is no session within the connect timeout
   */
  public static CoordinationClient open(ZnodeTransport transport, EngineOptions options) {
    EngineClient engine = new EngineClient(transport, options, EngineClient::randomId);
    engine.start();
    engine.awaitFirstSession();
    return ScopedClient.over(engine, options.identifier());
  }

  /** Opens a client without waiting, and with ids of the caller's choice: for simulations. */
  static ScopedClient openNow(
      ZnodeTransport transport, EngineOptions options, Supplier<String> ids) {
    EngineClient engine = new EngineClient(transport, options, ids);
    engine.start();
    return ScopedClient.over(engine, options.identifier());
  }

  @Override
  public DistributedLock lock(RecipeContext context) {
    return new EngineLock(this, context, Mode.EXCLUSIVE);
  }

  @Override
  public DistributedLock readLock(RecipeContext context) {
    return new EngineLock(this, context, Mode.SHARED);
  }

  @Override
  public DistributedSemaphore semaphore(RecipeContext context, int maxLeases) {
    return new EngineSemaphore(this, context, maxLeases);
  }

  @Override
  public LeaderElection election(RecipeContext context) {
    return new EngineElection(this, context);
  }

  @Override
  public <T> DistributedQueue<T> queue(RecipeContext context, Codec<T> codec) {
    return new EngineQueue<>(this, context, codec);
  }

  @Override
  public <T> LockingQueue<T> lockingQueue(RecipeContext context, Codec<T> codec) {
    return new EngineLockingQueue<>(this, context, codec);
  }

  @Override
  public DistributedBarrier barrier(RecipeContext context, int parties) {
    return new EngineBarrier(this, context, parties);
  }

  @Override
  public DistributedDoubleBarrier doubleBarrier(RecipeContext context, int parties) {
    return new EngineDoubleBarrier(this, context, parties);
  }

  @Override
  public DistributedCounter counter(RecipeContext context, long defaultValue) {
    return new EngineCounter(this, context, defaultValue);
  }

  @Override
  public Party party(RecipeContext context) {
    return new EngineParty(this, context, PartyKind.DEEP);
  }

  @Override
  public Party shallowParty(RecipeContext context) {
    return new EngineParty(this, context, PartyKind.SHALLOW);
  }

  @Override
  public PartitionBackend partition(RecipeContext context) {
    return new EnginePartition(this, context);
  }

  @Override
  public CompletableFuture<Inspection> inspect(RecipeContext context) {
    return new PathInspector(this, context).inspect();
  }

  @Override
  public Registration onInspection(
      RecipeContext context,
      Executor executor,
      Consumer<? super Inspection> listener,
      Consumer<? super CoordinationException> onFailure) {
    return new InspectionWatch(this, context, executor, listener, onFailure).follow();
  }

  @Override
  public Leases leases() {
    return leases;
  }

  @Override
  public Listeners<ConnectionState> connection() {
    return connection;
  }

  @Override
  public void closeSession(Deadline deadline) {
    leases.close();
    if (queues.hasReturned()) {
      Await.settled(bounded(queues::putBack), scheduler(), deadline);
    }
    run(queues::close);
    connection.publish(() -> ConnectionState.CLOSED);
    if (transport.ownsSession()) {
      leaveSession(deadline);
    } else {
      leaveCleanSession(deadline);
    }
  }

  Layout layout() {
    return layout;
  }

  @Override
  public Scheduler scheduler() {
    return transport.scheduler();
  }

  /** {@return the wall clock, to compare with what others have written} */
  Instant wallTime() {
    return options.wallClock().instant();
  }

  /** {@return by how much anybody's wall clock may be wrong} */
  Duration clockSkew() {
    return options.clockSkew();
  }

  Executor callbacks() {
    return transport.callbackExecutor();
  }

  @Override
  public Duration operationTimeout() {
    return operationTimeout;
  }

  String newId() {
    return ids.get();
  }

  /** Runs a task on the loop. */
  void run(Runnable task) {
    loop.execute(task);
  }

  /** Runs a task on the loop after a while. */
  void schedule(Duration delay, Runnable task) {
    var unused = scheduler().schedule(delay, () -> run(task));
  }

  /** Tells, on the loop, whether there is a session and it is connected. */
  boolean isConnected() {
    return session != null && session.isConnected();
  }

  /** {@return the timeout of the newest session, as it was negotiated when that was made} */
  Duration sessionTimeout() {
    return sessionTimeout;
  }

  /**
   * Acts on the session, on the loop, as soon as one is connected. Outages can be long: an action
   * that says it is unwanted is forgotten.
   */
  void whenConnected(Consumer<LiveSession> action, BooleanSupplier unwanted) {
    LiveSession current = session;
    if (current != null && current.isConnected()) {
      action.accept(current);
    } else {
      if (awaitingConnection.size() >= pruneAt) {
        awaitingConnection.removeIf(awaiting -> awaiting.unwanted().getAsBoolean());
        pruneAt = Math.max(PRUNE_FROM, 2 * awaitingConnection.size());
      }
      awaitingConnection.add(new Awaiting(action, unwanted));
    }
  }

  /** {@return what the queues of this client share, path by path} */
  Queues queues() {
    return queues;
  }

  /** {@return how many things this client keeps for paths and calls, on the loop: for tests} */
  int kept() {
    int kept = counters.size() + queues.kept() + awaitingConnection.size();
    return session == null ? kept : kept + session.kept();
  }

  /** {@return what all counters of this client at one path share} */
  CounterWriter counterWriter(String path) {
    return counters.computeIfAbsent(path, key -> new CounterWriter(this, key));
  }

  /** Forgets a writer that has nothing left to do; the next change at its path makes another. */
  void retire(CounterWriter writer) {
    counters.remove(writer.path(), writer);
  }

  /**
   * Returns a future that fails when the operation timeout passes or the client is closed, unless
   * completed before.
   */
  <T extends @Nullable Object> CompletableFuture<T> pending(
      RecipeContext context, Supplier<? extends RuntimeException> late) {
    return pending(
        context,
        late,
        future -> {
          future.completeExceptionally(Scope.closedException());
          return CompletableFuture.completedFuture(null);
        });
  }

  /**
   * Returns a future that fails when the operation timeout passes, unless completed before.
   *
   * @param close ends it with the client
   */
  <T extends @Nullable Object> CompletableFuture<T> pending(
      RecipeContext context,
      Supplier<? extends RuntimeException> late,
      Function<CompletableFuture<T>, CompletableFuture<@Nullable Void>> close) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Scope.Member member = () -> close.apply(future);
    context.scope().add(member);
    Scheduler.Timer timer =
        scheduler().schedule(operationTimeout, () -> future.completeExceptionally(late.get()));
    var unused =
        future.whenComplete(
            (value, failure) -> {
              timer.cancel();
              context.scope().remove(member);
            });
    return future;
  }

  /**
   * Reads, again after each reconnection, until there is a reply or the operation timeout passes.
   */
  <T> CompletableFuture<T> read(
      RecipeContext context, Function<ZnodeSession, CompletableFuture<T>> request) {
    CompletableFuture<T> result =
        pending(
            context,
            () -> new ServiceUnavailableException("no reply for " + context.path() + " in time"));
    run(() -> read(context, request, result));
    return result;
  }

  private <T> void read(
      RecipeContext context,
      Function<ZnodeSession, CompletableFuture<T>> request,
      CompletableFuture<T> result) {
    if (!result.isDone()) {
      whenConnected(
          current ->
              current.on(
                  request.apply(current.reads()),
                  (value, failure) -> {
                    if (failure == null) {
                      result.complete(value);
                    } else if (ZnodeFailures.isInterrupted(failure)) {
                      read(context, request, result);
                    } else {
                      result.completeExceptionally(ZnodeFailures.toApi(failure, context.path()));
                    }
                  }),
          result::isDone);
    }
  }

  /**
   * Runs a request on the loop; its result completes with it, or when the operation timeout passes.
   */
  CompletableFuture<@Nullable Void> bounded(Supplier<CompletableFuture<@Nullable Void>> request) {
    CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
    Scheduler.Timer timer = scheduler().schedule(operationTimeout, () -> result.complete(null));
    run(
        () -> {
          var unused =
              request
                  .get()
                  .whenComplete(
                      (done, failure) -> {
                        timer.cancel();
                        result.complete(null);
                      });
        });
    return result;
  }

  private void start() {
    transport.start(new Sessions(), loop);
  }

  private void awaitFirstSession() {
    Scheduler.Timer timer =
        scheduler()
            .schedule(
                options.connectTimeout(),
                () ->
                    firstSession.completeExceptionally(
                        new ServiceUnavailableException(
                            "not connected within "
                                + options.connectTimeout().toMillis()
                                + " ms")));
    try {
      Await.uninterruptibly(firstSession);
    } catch (RuntimeException e) {
      transport.close();
      throw e;
    } finally {
      timer.cancel();
    }
  }

  private void leaveSession(Deadline deadline) {
    transport.close(deadline.remaining(scheduler()));
    run(() -> endSession(session));
  }

  /**
   * Leaves a session that is somebody else's, as soon as nothing of ours is left in it: now, if
   * that can be had in time, and otherwise in the background.
   */
  private void leaveCleanSession(Deadline deadline) {
    CompletableFuture<@Nullable Void> clean = new CompletableFuture<>();
    CompletableFuture<@Nullable Void> waited = bounded(() -> cleanUp(clean));
    Await.settled(waited, scheduler(), deadline);
    if (clean.isDone()) {
      leaveSession(deadline);
    } else {
      var unused =
          clean.thenRun(() -> Callbacks.run(callbacks(), () -> leaveSession(Deadline.NEVER)));
    }
  }

  /** Removes what has no other end; returns what there is to wait for while the link is up. */
  private CompletableFuture<@Nullable Void> cleanUp(CompletableFuture<@Nullable Void> clean) {
    counters.values().forEach(CounterWriter::discard);
    queues.discardMarks();
    LiveSession current = session;
    if (current == null) {
      clean.complete(null);
    } else {
      current.janitor().whenIdle(() -> clean.complete(null));
    }
    return isConnected() ? clean : CompletableFuture.completedFuture(null);
  }

  private void endSession(@Nullable LiveSession ended) {
    if (ended != null && ended == session) {
      session = null;
      ended.end();
    }
  }

  private void connected(LiveSession current) {
    connection.publish(() -> ConnectionState.CONNECTED);
    List<Awaiting> awaiting = List.copyOf(awaitingConnection);
    awaitingConnection.clear();
    pruneAt = PRUNE_FROM;
    awaiting.forEach(next -> next.action().accept(current));
  }

  private static String randomId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  /** Follows the transport from session to session. */
  private final class Sessions implements SessionListener {

    @Override
    public void established(ZnodeSession znodes, long sentNanos) {
      run(
          () -> {
            sessionTimeout = znodes.timeout();
            if (options.operationTimeout().isZero()) {
              operationTimeout = znodes.timeout();
            }
            ValidityDeadline validity =
                new ValidityDeadline(
                    scheduler(), znodes.timeout(), options.tickAllowance(), sentNanos);
            LiveSession fresh = new LiveSession(znodes, loop, scheduler(), validity);
            session = fresh;
            fresh.heartbeat().start();
            connected(fresh);
            firstSession.complete(null);
          });
    }

    @Override
    public void suspended(ZnodeSession znodes) {
      onCurrent(
          znodes,
          current -> {
            connection.publish(() -> ConnectionState.SUSPENDED);
            current.suspend();
          });
    }

    @Override
    public void resumed(ZnodeSession znodes, long sentNanos) {
      onCurrent(
          znodes,
          current -> {
            current.resume(sentNanos);
            connected(current);
          });
    }

    @Override
    public void ended(ZnodeSession znodes) {
      onCurrent(
          znodes,
          current -> {
            connection.publish(() -> ConnectionState.LOST);
            endSession(current);
          });
    }

    private void onCurrent(ZnodeSession znodes, Consumer<LiveSession> action) {
      run(
          () -> {
            LiveSession current = session;
            if (current != null && current.reads() == znodes) {
              action.accept(current);
            }
          });
    }
  }
}
