package dev.coordination.zookeeper.engine.client;

import dev.coordination.NotPermittedException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Await;
import dev.coordination.support.CallbackPool;
import dev.coordination.support.Callbacks;
import dev.coordination.support.Scheduler;
import dev.coordination.support.Scheduler.Timer;
import dev.coordination.support.SystemScheduler;
import dev.coordination.zookeeper.engine.SessionListener;
import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession;
import dev.coordination.zookeeper.engine.ZnodeTransport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the session of one ZooKeeper handle after the other. Where the handles come from, and
 * what becomes of them, is the subclass's business.
 */
public abstract class HandleTransport implements ZnodeTransport {

  private final Duration connectTimeout;
  private final SystemScheduler scheduler;
  private final CallbackPool ownCallbacks;
  private final Executor callbacks;
  private volatile Executor delivery = Runnable::run;
  private volatile @Nullable Thread deliverer;
  private volatile Duration partingLimit = Duration.ofSeconds(5);
  private final Seeker seeker;

  /** True when the first session stands, false when the time for it is over. */
  private final CompletableFuture<Boolean> firstSession = new CompletableFuture<>();

  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Creates a transport that does nothing yet.
   *
   * @param name the prefix of its threads' names
   * @param connectTimeout how long {@link #start} waits for the first session
   * @param callbacks where users' futures complete, or null for threads that go with the transport
   */
  protected HandleTransport(String name, Duration connectTimeout, @Nullable Executor callbacks) {
    this.connectTimeout = connectTimeout;
    this.scheduler = new SystemScheduler(name + "-timer");
    this.ownCallbacks = new CallbackPool(name + "-callback");
    this.callbacks = callbacks == null ? ownCallbacks : task -> detour(callbacks, task);
    this.seeker = new Seeker(name + "-seeker", this);
  }

  /**
   * A handle with what is known of it.
   *
   * @param handle the handle
   * @param realm where the recipes' paths lie on it
   * @param handshakeNanos a time on {@link System#nanoTime}, not later than the sending of the
   *     request that last made or revalidated its session
   */
  public record Source(ZooKeeper handle, Realm realm, LongSupplier handshakeNanos) {}

  /**
   * Returns a live handle, or null if there is none to be had now. Called by the seeker's thread.
   *
   * @return the handle, connected or not
   */
  protected abstract @Nullable Source nextHandle();

  /**
   * Does what has to be done after the root is there and before the session opens. Called by the
   * seeker's thread, and may block.
   */
  protected void beforeOpening() {}

  /**
   * Begins to part from a session and its handle for good, so that it ends when what was asked
   * before has been answered. Called when the transport is closed, or when the session is of no
   * use; harmless when repeated. Does not block.
   *
   * @param session the session, which may never have opened
   */
  protected abstract void part(HandleSession session);

  /** Does what is left when the transport has been closed. Called once. */
  protected void afterClosing() {}

  /**
   * Returns where the servers are.
   *
   * @return a connect string
   */
  protected abstract String servers();

  /**
   * {@inheritDoc}
   *
   * @throws ServiceUnavailableException if there is no session within the connect timeout
   * @throws NotPermittedException if the servers refuse the credentials, or to make the root
   */
  @Override
  public final void start(SessionListener listener, Executor delivery) {
    this.delivery = delivery;
    seeker.start(new Relay(listener));
    Timer limit = scheduler.schedule(connectTimeout, () -> firstSession.complete(false));
    boolean stands = Await.uninterruptibly(firstSession);
    limit.cancel();
    if (!stands) {
      throw Unreachable.diagnose(servers(), connectTimeout);
    }
  }

  @Override
  public final Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public final Executor callbackExecutor() {
    return callbacks;
  }

  @Override
  public final void close(Duration limit) {
    partingLimit = shorter(limit, partingLimit);
    close();
  }

  @Override
  public final void close() {
    if (!closed.getAndSet(true)) {
      seeker.close();
      firstSession.completeExceptionally(new IllegalStateException("closed"));
      afterClosing();
      scheduler.close();
      ownCallbacks.close();
    }
  }

  /** Tells the seeker that it may be worth trying again now. */
  protected final void wake() {
    seeker.wake();
  }

  /** Makes the session of a handle. */
  HandleSession session(Source source, SessionListener listener) {
    return new HandleSession(
        source.handle(),
        source.realm(),
        !ownsSession(),
        this::deliver,
        listener,
        source.handshakeNanos());
  }

  /**
   * Parts from a session. One that is linked gets some time to answer what was asked before; in the
   * delivery context that has to happen afterwards.
   */
  void drop(HandleSession session) {
    boolean linked = session.isLinked();
    boolean delivering = Thread.currentThread() == deliverer;
    part(session);
    if (linked && !delivering) {
      awaitEnd(session);
    }
    if (!linked || !delivering) {
      session.end();
    }
  }

  private void awaitEnd(HandleSession session) {
    CompletableFuture<@Nullable Void> waited = new CompletableFuture<>();
    var unused = session.over().thenRun(() -> waited.complete(null));
    Timer limit = scheduler.schedule(partingLimit(session), () -> waited.complete(null));
    Await.uninterruptibly(waited);
    limit.cancel();
  }

  /** A server that has not answered for a session timeout is not going to. */
  private Duration partingLimit(HandleSession session) {
    return shorter(session.timeout(), partingLimit);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * Calls a user's executor on a thread of our own: it may run its tasks on the spot, and they may
   * block.
   */
  private void detour(Executor users, Runnable task) {
    ownCallbacks.execute(() -> Callbacks.run(users, task));
  }

  private void deliver(Runnable task) {
    delivery.execute(
        () -> {
          deliverer = Thread.currentThread();
          try {
            task.run();
          } finally {
            deliverer = null;
          }
        });
  }

  /** Tells whether there has been a session. */
  boolean hasOpened() {
    return firstSession.isDone() && !firstSession.isCompletedExceptionally() && firstSession.join();
  }

  /** The store, or the framework, refuses the session. */
  void refused(Throwable why) {
    String message = "refused by %s: %s".formatted(servers(), reason(why));
    boolean denied = why instanceof ZnodeException failure && failure.code() == Code.NO_AUTH;
    firstSession.completeExceptionally(
        denied
            ? new NotPermittedException(message, why)
            : new ServiceUnavailableException(message, why));
  }

  /** Which request it was that failed for want of accepted credentials is of no interest. */
  private static @Nullable String reason(Throwable why) {
    return why.getCause() instanceof KeeperException.AuthFailedException
        ? "the credentials are not accepted"
        : why.getMessage();
  }

  /** Stands between the sessions and the listener; called in the delivery context. */
  private final class Relay implements SessionListener {

    private final SessionListener listener;
    private @Nullable ZnodeSession open;

    Relay(SessionListener listener) {
      this.listener = listener;
    }

    @Override
    public void established(ZnodeSession session, long sentNanos) {
      if (!closed.get()) {
        open = session;
        listener.established(session, sentNanos);
        firstSession.complete(true);
      }
    }

    @Override
    public void suspended(ZnodeSession session) {
      if (!closed.get()) {
        listener.suspended(session);
      }
    }

    @Override
    public void resumed(ZnodeSession session, long sentNanos) {
      if (!closed.get()) {
        listener.resumed(session, sentNanos);
      }
    }

    /** One that never opened is the seeker's to replace, and nobody else knows of it. */
    @Override
    public void ended(ZnodeSession session) {
      if (session == open) {
        open = null;
        listener.ended(session);
        if (!closed.get()) {
          seeker.start(this);
        }
      }
    }
  }
}
