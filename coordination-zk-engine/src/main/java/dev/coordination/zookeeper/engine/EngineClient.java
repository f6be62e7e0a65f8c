package dev.coordination.zookeeper.engine;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.LeaderElection;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Await;
import dev.coordination.support.Listeners;
import dev.coordination.support.RecipeBackend;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scheduler;
import dev.coordination.support.Scope;
import dev.coordination.support.ScopedClient;
import dev.coordination.support.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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

  private final ZnodeTransport transport;
  private final EngineOptions options;
  private final Supplier<String> ids;
  private final Layout layout;
  private final SerialExecutor loop = new SerialExecutor(Runnable::run);
  private final Listeners<ConnectionState> connection =
      new Listeners<>(ConnectionState.SUSPENDED, ConnectionState.CLOSED::equals);
  private final CompletableFuture<@Nullable Void> firstSession = new CompletableFuture<>();
  private final List<Consumer<LiveSession>> awaitingConnection = new ArrayList<>();
  private final Map<String, CounterWriter> counters = new HashMap<>();
  private @Nullable LiveSession session;
  private volatile Duration operationTimeout;

  private EngineClient(ZnodeTransport transport, EngineOptions options, Supplier<String> ids) {
    this.transport = transport;
    this.options = options;
    this.ids = ids;
    this.layout = new Layout(options.contenderPatterns());
    this.operationTimeout = options.operationTimeout();
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
    return new EngineLock(this, context);
  }

  @Override
  public LeaderElection election(RecipeContext context) {
    return new EngineElection(this, context);
  }

  @Override
  public DistributedCounter counter(RecipeContext context, long defaultValue) {
    return new EngineCounter(this, context, defaultValue);
  }

  @Override
  public Listeners<ConnectionState> connection() {
    return connection;
  }

  @Override
  public void closeSession() {
    connection.publish(() -> ConnectionState.CLOSED);
    if (transport.ownsSession()) {
      leaveSession();
    } else {
      leaveCleanSession();
    }
  }

  Layout layout() {
    return layout;
  }

  Scheduler scheduler() {
    return transport.scheduler();
  }

  Executor callbacks() {
    return transport.callbackExecutor();
  }

  Duration operationTimeout() {
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

  /** Acts on the session, on the loop, as soon as one is connected. */
  void whenConnected(Consumer<LiveSession> action) {
    LiveSession current = session;
    if (current != null && current.isConnected()) {
      action.accept(current);
    } else {
      awaitingConnection.add(action);
    }
  }

  /** {@return what all counters of this client at one path share} */
  CounterWriter counterWriter(String path) {
    return counters.computeIfAbsent(path, key -> new CounterWriter(this, key));
  }

  /**
   * Returns a future that fails when the operation timeout passes or the client is closed, unless
   * completed before.
   */
  <T extends @Nullable Object> CompletableFuture<T> pending(
      RecipeContext context, Supplier<? extends RuntimeException> late) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Scope.Member member =
        () -> {
          future.completeExceptionally(Scope.closedException());
          return CompletableFuture.completedFuture(null);
        };
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
                  }));
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

  private void leaveSession() {
    transport.close();
    run(() -> endSession(session));
  }

  /**
   * Leaves a session that is somebody else's, as soon as nothing of ours is left in it: now, if
   * that can be had in time, and otherwise in the background.
   */
  private void leaveCleanSession() {
    CompletableFuture<@Nullable Void> clean = new CompletableFuture<>();
    CompletableFuture<@Nullable Void> waited = bounded(() -> cleanUp(clean));
    var unused = Await.uninterruptibly(waited);
    if (clean.isDone()) {
      leaveSession();
    } else {
      var unusedLater = clean.thenRunAsync(this::leaveSession, callbacks());
    }
  }

  /** Removes what has no other end; returns what there is to wait for while the link is up. */
  private CompletableFuture<@Nullable Void> cleanUp(CompletableFuture<@Nullable Void> clean) {
    counters.values().forEach(CounterWriter::discard);
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
    List<Consumer<LiveSession>> actions = List.copyOf(awaitingConnection);
    awaitingConnection.clear();
    actions.forEach(action -> action.accept(current));
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
