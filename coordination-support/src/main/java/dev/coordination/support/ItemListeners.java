package dev.coordination.support;

import dev.coordination.Registration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of a changing set, which are told what comes and what goes, each one serially and
 * in order on its own executor. Unlike {@link Listeners} this misses nothing and says when a
 * listener has returned, because somebody waits for that.
 *
 * @param <T> the type of the items
 */
final class ItemListeners<T> {

  private static final Logger log = LoggerFactory.getLogger(ItemListeners.class);

  private final Executor callbacks;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private Set<T> current = Set.of();

  /**
   * Creates the listeners of a set that is empty.
   *
   * @param callbacks calls the executors of the listeners
   */
  ItemListeners(Executor callbacks) {
    this.callbacks = callbacks;
  }

  Registration add(Executor executor, BiConsumer<Set<T>, Set<T>> listener) {
    Subscription subscription =
        new Subscription(Objects.requireNonNull(executor), Objects.requireNonNull(listener));
    CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
    synchronized (this) {
      subscriptions.add(subscription);
      var unused = subscription.follow(begun, Runnable::run, current, Set.of());
    }
    begun.complete(null); // not under the lock, for the executor may run it on the spot
    return subscription;
  }

  /**
   * Tells every listener what has come and gone.
   *
   * @return completes when all have returned
   */
  CompletableFuture<@Nullable Void> tell(Set<T> acquired, Set<T> revoked) {
    List<CompletableFuture<@Nullable Void>> returns = new ArrayList<>();
    CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
    synchronized (this) {
      Set<T> next = new LinkedHashSet<>(current);
      next.removeAll(revoked);
      next.addAll(acquired);
      current = next;
      subscriptions.forEach(one -> returns.add(one.follow(begun, callbacks, acquired, revoked)));
    }
    begun.complete(null);
    return CompletableFuture.allOf(returns.toArray(CompletableFuture[]::new));
  }

  /** One listener, until it ends. */
  private final class Subscription implements Registration {

    private final Executor executor;
    private final BiConsumer<Set<T>, Set<T>> listener;
    private CompletableFuture<@Nullable Void> last = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    Subscription(Executor executor, BiConsumer<Set<T>, Set<T>> listener) {
      this.executor = executor;
      this.listener = listener;
    }

    /** Tells this listener when it has returned from what was told before. */
    CompletableFuture<@Nullable Void> follow(
        CompletableFuture<@Nullable Void> begun, Executor caller, Set<T> acquired, Set<T> revoked) {
      last = CompletableFuture.allOf(last, begun).thenCompose(v -> run(caller, acquired, revoked));
      return last;
    }

    private CompletableFuture<@Nullable Void> run(
        Executor caller, Set<T> acquired, Set<T> revoked) {
      CompletableFuture<@Nullable Void> returned = new CompletableFuture<>();
      Runnable task =
          () -> {
            tell(new LinkedHashSet<>(acquired), new LinkedHashSet<>(revoked));
            returned.complete(null);
          };
      Callbacks.run(caller, () -> Callbacks.run(executor, task));
      return returned;
    }

    private void tell(Set<T> acquired, Set<T> revoked) {
      try {
        if (!closed) {
          listener.accept(acquired, revoked);
        }
      } catch (Throwable e) { // users write listeners
        log.error("A listener threw", e);
      }
    }

    @Override
    public void close() {
      closed = true;
      subscriptions.remove(this);
    }
  }
}
