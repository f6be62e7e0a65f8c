package dev.coordination.support;

import dev.coordination.ConnectionState;
import dev.coordination.Party;
import dev.coordination.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One participant of a party: what joining, leaving and looking on are, over an entry that the
 * backend keeps in the store and a view of everybody's.
 */
public abstract class AbstractParty implements Party {

  /** What a participant has in the store from joining to leaving, in whatever session. */
  public interface Entry {

    /** Begins to keep an entry in the store: whenever there is none and there can be one. */
    void start();

    /** {@return whether the entry stands in the store, for all the client can know; asks nobody} */
    boolean stands();

    /**
     * Takes the entry out of the store for good.
     *
     * @return completes, never exceptionally and within the operation timeout, when the store has
     *     confirmed, or the link is seen to be down
     */
    CompletableFuture<@Nullable Void> withdraw();
  }

  /** Is told what becomes of an entry, on whichever thread learns it; does not block. */
  public interface Entrant {

    /** The store has confirmed the entry, or confirms another one. */
    void entered();

    /**
     * The store refuses the entry.
     *
     * @param failure why
     */
    void refused(RuntimeException failure);
  }

  /** What is seen of a party, from {@link #start} to {@link #close}. */
  public interface View {

    /** Begins to look, unless it has been closed. */
    void start();

    /**
     * {@return the members, in the order in which they are listed, or null before the first look}
     */
    @Nullable List<String> seen();

    /** Ends; nothing is told any more. */
    void close();
  }

  /** Is told what becomes of a view, on whichever thread learns it; does not block. */
  public interface Onlooker {

    /** What is seen may have changed. */
    void changed();

    /**
     * The store refuses to tell.
     *
     * @param failure why
     */
    void refused(RuntimeException failure);
  }

  private final RecipeContext context;
  private final RecipeBackend backend;
  private final Executor callbacks;
  private final AtomicReference<@Nullable Stay> stay = new AtomicReference<>();

  /**
   * Creates a participant that has not joined.
   *
   * @param context for whom and where
   * @param backend the client
   * @param callbacks calls the executors of listeners
   */
  protected AbstractParty(RecipeContext context, RecipeBackend backend, Executor callbacks) {
    this.context = context;
    this.backend = backend;
    this.callbacks = callbacks;
  }

  /**
   * Makes an entry that has not been started.
   *
   * @param entrant is told what becomes of it
   * @return the entry
   */
  protected abstract Entry entry(Entrant entrant);

  /**
   * Makes a view that has not been started.
   *
   * @param named whether the identifiers are wanted; if not, only how many are seen counts
   * @param onlooker is told what becomes of it
   * @return the view
   */
  protected abstract View view(boolean named, Onlooker onlooker);

  /**
   * Lists the members.
   *
   * @return completes, within the operation timeout, with the identifiers in the order in which
   *     they are listed
   */
  protected abstract CompletableFuture<List<String>> list();

  /**
   * Counts the members.
   *
   * @return completes, within the operation timeout, with their number
   */
  protected abstract CompletableFuture<Integer> count();

  /** {@return for whom and where this recipe works} */
  protected final RecipeContext context() {
    return context;
  }

  @Override
  public final String path() {
    return context.path();
  }

  @Override
  public final void join() {
    context.scope().ensureOpen();
    Stay fresh = new Stay(this::entry, context, stay);
    Stay current = stay.compareAndExchange(null, fresh);
    if (current == null) {
      fresh.begin(backend.scheduler(), backend.operationTimeout());
      current = fresh;
    }
    var unused = Await.uninterruptibly(current.confirmation());
  }

  @Override
  public final boolean leave() {
    Stay current = stay.getAndSet(null);
    if (current == null) {
      return false;
    }
    var unused = Await.uninterruptibly(current.end(new CancellationException("left meanwhile")));
    return true;
  }

  @Override
  public final boolean isMember() {
    Stay current = stay.get();
    return current != null && current.stands();
  }

  @Override
  public final List<String> members() {
    context.scope().ensureOpen();
    return Await.uninterruptibly(list());
  }

  @Override
  public final int size() {
    context.scope().ensureOpen();
    return Await.uninterruptibly(count());
  }

  @Override
  public final boolean awaitMembers(int count, Duration timeout) throws InterruptedException {
    if (count < 0) {
      throw new IllegalArgumentException("a negative number of members: " + count);
    }
    boolean once = timeout.isZero() || timeout.isNegative();
    Await.checkInterrupt();
    context.scope().ensureOpen();
    if (once && backend.connection().current() != ConnectionState.CONNECTED) {
      return false;
    }
    Duration longest = once ? backend.operationTimeout() : timeout;
    return new Muster(this::view, count, once).await(context.scope(), backend.scheduler(), longest);
  }

  @Override
  public final Registration onMembershipChange(Executor executor, Consumer<List<String>> listener) {
    Objects.requireNonNull(listener);
    return new MembershipListener(
            context, Objects.requireNonNull(executor), listener, callbacks, this::view)
        .start();
  }

  @Override
  public String toString() {
    return "%s[%s, \"%s\"]".formatted(getClass().getSimpleName(), path(), context.identifier());
  }
}
