package dev.coordination.support;

import dev.coordination.Codec;
import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.CoordinationException;
import dev.coordination.DistributedBarrier;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedDoubleBarrier;
import dev.coordination.DistributedLock;
import dev.coordination.DistributedQueue;
import dev.coordination.DistributedReadWriteLock;
import dev.coordination.DistributedSemaphore;
import dev.coordination.LeaderElection;
import dev.coordination.LockingQueue;
import dev.coordination.MultiNonBlockingLease;
import dev.coordination.NonBlockingLease;
import dev.coordination.PartitionOptions;
import dev.coordination.Party;
import dev.coordination.Registration;
import dev.coordination.SetPartitioner;
import dev.coordination.spi.Inspection;
import dev.coordination.spi.Inspector;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client, or a view of one: an identifier, a namespace and a scope over a backend's session. Here
 * paths and identifiers are checked, so that no backend sees a bad one.
 */
public final class ScopedClient implements CoordinationClient, Inspector {

  private final RecipeBackend backend;
  private final String identifier;
  private final String namespace;
  private final Scope scope;
  private final boolean root;
  private final AtomicReference<@Nullable Thread> closer = new AtomicReference<>();
  private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();

  private ScopedClient(
      RecipeBackend backend, String identifier, String namespace, Scope scope, boolean root) {
    this.backend = backend;
    this.identifier = Paths.checkIdentifier(identifier);
    this.namespace = namespace;
    this.scope = scope;
    this.root = root;
  }

  /**
   * Returns the client over a backend's session. Closing it closes the session.
   *
   * @param backend the session
   * @param identifier the identifier
   * @return the client
   */
  public static ScopedClient over(RecipeBackend backend, String identifier) {
    return new ScopedClient(backend, identifier, "", new Scope(), true);
  }

  /** {@return the backend whose session this client uses} */
  public RecipeBackend backend() {
    return backend;
  }

  @Override
  public String identifier() {
    return identifier;
  }

  @Override
  public CoordinationClient withIdentifier(String identifier) {
    return new ScopedClient(backend, identifier, namespace, scope.child(), false);
  }

  @Override
  public CoordinationClient withNamespace(String path) {
    String nested = Paths.join(namespace, path);
    return new ScopedClient(backend, identifier, nested, scope.child(), false);
  }

  @Override
  public ConnectionState connectionState() {
    return scope.isOpen() ? backend.connection().current() : ConnectionState.CLOSED;
  }

  @Override
  public Registration onConnectionState(Executor executor, Consumer<ConnectionState> listener) {
    return root ? backend.connection().add(executor, listener) : subscribe(executor, listener);
  }

  /**
   * Lets a listener end with this view, whose connection is then closed, though not its client's.
   */
  private Registration subscribe(Executor executor, Consumer<ConnectionState> listener) {
    if (!scope.isOpen()) {
      return new Listeners<>(ConnectionState.CLOSED, state -> true, Runnable::run)
          .add(executor, listener);
    }
    var told = backend.connection().add(executor, listener);
    Scope.Member member =
        () -> {
          told.conclude(ConnectionState.CLOSED);
          return CompletableFuture.completedFuture(null);
        };
    try {
      scope.add(member);
    } catch (IllegalStateException e) {
      told.conclude(ConnectionState.CLOSED); // closed meanwhile
    }
    return () -> {
      scope.remove(member);
      told.close();
    };
  }

  @Override
  public DistributedLock lock(String path) {
    return backend.lock(context(path));
  }

  @Override
  public DistributedReadWriteLock readWriteLock(String path) {
    RecipeContext context = context(path);
    return new LockPair(backend.readLock(context), backend.lock(context));
  }

  @Override
  public DistributedSemaphore semaphore(String path, int maxLeases) {
    if (maxLeases < 1) {
      throw new IllegalArgumentException("maxLeases is " + maxLeases + ", which is less than 1");
    }
    return backend.semaphore(context(path), maxLeases);
  }

  @Override
  public LeaderElection election(String path) {
    return backend.election(context(path));
  }

  @Override
  public <T> DistributedQueue<T> queue(String path, Codec<T> codec) {
    return backend.queue(context(path), Objects.requireNonNull(codec));
  }

  @Override
  public <T> LockingQueue<T> lockingQueue(String path, Codec<T> codec) {
    return backend.lockingQueue(context(path), Objects.requireNonNull(codec));
  }

  @Override
  public DistributedBarrier barrier(String path) {
    return backend.barrier(context(path), 0);
  }

  @Override
  public DistributedBarrier barrier(String path, int parties) {
    checkParties(parties);
    return backend.barrier(context(path), parties);
  }

  @Override
  public DistributedDoubleBarrier doubleBarrier(String path, int parties) {
    checkParties(parties);
    return backend.doubleBarrier(context(path), parties);
  }

  private static void checkParties(int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("parties is " + parties + ", which is less than 1");
    }
  }

  @Override
  public DistributedCounter counter(String path, long defaultValue) {
    return backend.counter(context(path), defaultValue);
  }

  @Override
  public Party party(String path) {
    return backend.party(context(path));
  }

  @Override
  public Party shallowParty(String path) {
    Paths.checkPart(identifier);
    return backend.shallowParty(context(path));
  }

  @Override
  public <T> SetPartitioner<T> setPartitioner(
      String path, Collection<T> items, PartitionOptions<T> options) {
    Paths.checkPart(identifier);
    RecipeContext context = context(path);
    DivisibleItems<T> divisible = DivisibleItems.of(items, options);
    return DividedSet.join(context, divisible, options, backend.partition(context));
  }

  @Override
  public NonBlockingLease nonBlockingLease(String path, Duration duration) {
    return backend.leases().lease(context(path), duration);
  }

  @Override
  public MultiNonBlockingLease multiNonBlockingLease(String path, int count, Duration duration) {
    return backend.leases().leases(context(path), count, duration);
  }

  @Override
  public Inspection inspect(String path) {
    return Await.uninterruptibly(backend.inspect(context(path)));
  }

  @Override
  public Registration onInspection(
      String path,
      Executor executor,
      Consumer<? super Inspection> listener,
      Consumer<? super CoordinationException> onFailure) {
    return backend.onInspection(context(path), executor, listener, onFailure);
  }

  /** Whoever comes second waits for the first to finish, unless it is called by the first. */
  @Override
  public void close() {
    if (closer.compareAndSet(null, Thread.currentThread())) {
      try {
        closeOnce();
      } finally {
        closed.complete(null);
      }
    } else if (closer.get() != Thread.currentThread()) {
      var unused = Await.uninterruptibly(closed);
    }
  }

  private void closeOnce() {
    Deadline deadline = Deadline.after(backend.scheduler(), backend.operationTimeout());
    Await.settled(scope.close(), backend.scheduler(), deadline);
    if (root) {
      backend.closeSession(deadline);
    }
  }

  @Override
  public String toString() {
    return "CoordinationClient[%s, %s]".formatted(identifier, connectionState());
  }

  private RecipeContext context(String path) {
    String storePath = Paths.join(namespace, path);
    scope.ensureOpen();
    return new RecipeContext(identifier, path, storePath, scope);
  }
}
