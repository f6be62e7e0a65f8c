package dev.coordination.support;

import dev.coordination.ConfigurationMismatchException;
import dev.coordination.CoordinationException;
import dev.coordination.Hold;
import dev.coordination.PartitionFunction;
import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import dev.coordination.Registration;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.SetPartitioner;
import dev.coordination.support.Scheduler.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * One member of those who divide a set of items, on any backend.
 *
 * Who the members are, and for how long they have been the same, the Assembly knows. When that is long enough,
 * the division of choice, WholeShares or StickyShares, asks for the locks of items, through ItemClaims. What is
 * acquired is what is locked and has been published: one volatile field holds it together with the state, and
 * whoever looks at that asks each lock whether it still is one. So a process that stood still for too long has
 * acquired nothing, from its first look on.
 *
 * A lock is lost with its session, or by hand. Either way nothing is acquired from then on, and the state is
 * RELEASE, until the user says that all work has stopped; what is locked still remains so until then.
 *
 * Nothing here waits or runs users' code: all of it is on one loop, which has no thread of its own.
 */
final class DividedSet<T> implements SetPartitioner<T>, Scope.Member {

  /** What users see, all at once. */
  private record Standing<T>(PartitionState state, Map<T, Hold> acquired) {

    boolean isBroken() {
      return !acquired.values().stream().allMatch(Hold::isHeld);
    }
  }

  private final RecipeContext context;
  private final DivisibleItems<T> items;
  private final PartitionFunction<T> function;
  private final PartitionBackend backend;
  private final Scheduler scheduler;
  private final SerialExecutor loop = new SerialExecutor(Runnable::run);
  private final Listeners<PartitionState> states;
  private final ItemListeners<T> changes;
  private final ItemClaims<T> claims;
  private final Assembly assembly;
  private final Division division;
  private final List<CompletableFuture<Boolean>> waits = new ArrayList<>();
  private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();

  private volatile Standing<T> standing = new Standing<>(PartitionState.ALLOCATING, Map.of());
  private volatile @Nullable CoordinationException failure;
  private volatile boolean clientClosed;

  /** The thread that runs the loop, while one does. */
  private volatile @Nullable Thread looper;

  private DividedSet(
      RecipeContext context,
      DivisibleItems<T> items,
      PartitionOptions<T> options,
      PartitionBackend backend) {
    Events events = new Events();
    this.context = context;
    this.items = items;
    this.function = options.partitionFunction();
    this.backend = backend;
    this.scheduler = backend.scheduler();
    this.states =
        new Listeners<>(PartitionState.ALLOCATING, PartitionState::isFinal, backend.callbacks());
    this.changes = new ItemListeners<>(backend.callbacks());
    this.claims = new ItemClaims<>(backend, items, this::run, events);
    String digest = items.digest(options.isSticky());
    this.assembly = new Assembly(context, backend, options, digest, this::run, events);
    this.division =
        options.isSticky()
            ? new StickyShares<>(this, assembly, claims, items)
            : new WholeShares<>(this, claims);
  }

  /** Makes a member, which joins by itself. */
  static <T> SetPartitioner<T> join(
      RecipeContext context,
      DivisibleItems<T> items,
      PartitionOptions<T> options,
      PartitionBackend backend) {
    DividedSet<T> member = new DividedSet<>(context, items, options, backend);
    context.scope().add(member);
    member.run(member.assembly::join);
    return member;
  }

  // ---- what users see

  @Override
  public String path() {
    return context.path();
  }

  @Override
  public PartitionState state() {
    Standing<T> now = standing;
    return now.isBroken() ? PartitionState.RELEASE : now.state();
  }

  @Override
  public Set<T> acquired() {
    Standing<T> now = standing;
    return now.isBroken() ? Set.of() : new LinkedHashSet<>(now.acquired().keySet());
  }

  @Override
  public OptionalLong fencingToken(T item) {
    Standing<T> now = standing;
    Hold hold = now.acquired().get(Objects.requireNonNull(item));
    return hold == null || now.isBroken()
        ? OptionalLong.empty()
        : OptionalLong.of(hold.fencingToken());
  }

  @Override
  public Optional<CoordinationException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  @SuppressWarnings("CollectionUndefinedEquality") // by identity
  public boolean awaitAcquired(Duration timeout) throws InterruptedException {
    Await.checkInterrupt();
    context.scope().ensureOpen();
    if (timeout.isZero() || timeout.isNegative()) {
      return state() == PartitionState.ACQUIRED;
    }
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Deadline deadline = Deadline.after(scheduler, timeout);
    Timer late = deadline.schedule(scheduler, () -> answer.complete(false));
    try {
      backend.callerWaits();
      run(() -> answerOrKeep(answer));
      return Await.interruptibly(answer);
    } finally {
      late.cancel();
      run(() -> waits.removeIf(wait -> wait == answer));
    }
  }

  @Override
  public void releaseSet() {
    inLoop(
        () -> {
          if (isIn(PartitionState.RELEASE) || isIn(PartitionState.ACQUIRED)) {
            var unused = publish(PartitionState.ALLOCATING, Map.of());
            var unusedToo = giveBackAll();
            assembly.look();
          }
        });
  }

  @Override
  public void finish() {
    Deadline deadline = Deadline.after(scheduler, backend.operationTimeout());
    Await.settled(conclude(null), scheduler, deadline);
  }

  /** Ends with the client or view. */
  @Override
  public CompletableFuture<@Nullable Void> end() {
    clientClosed = true;
    return conclude(null);
  }

  @Override
  public Registration onItemsChange(Executor executor, BiConsumer<Set<T>, Set<T>> listener) {
    var unused = state(); // what is lost is found out by looking
    return changes.add(executor, listener);
  }

  @Override
  public Registration onStateChange(Executor executor, Consumer<PartitionState> listener) {
    var unused = state(); // what is lost is found out by looking
    return states.add(executor, listener);
  }

  @Override
  public String toString() {
    return "SetPartitioner[%s, %s, %s]".formatted(path(), state(), acquired());
  }

  // ---- the loop

  /** Runs a task on the loop. */
  void run(Runnable task) {
    loop.execute(
        () -> {
          looper = Thread.currentThread();
          try {
            task.run();
          } finally {
            looper = null;
          }
        });
  }

  /** Runs a task on the loop, and returns when it has run; unless called from the loop itself. */
  private void inLoop(Runnable task) {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    run(
        () -> {
          task.run();
          done.complete(null);
        });
    if (looper != Thread.currentThread()) {
      var unused = Await.uninterruptibly(done);
    }
  }

  private void answerOrKeep(CompletableFuture<Boolean> answer) {
    waits.add(answer);
    answerWaits();
  }

  private void answerWaits() {
    if (isIn(PartitionState.FAILURE) && clientClosed) {
      waits.forEach(answer -> answer.completeExceptionally(Scope.closedException()));
    } else if (isIn(PartitionState.FAILURE)) {
      waits.forEach(answer -> answer.complete(false));
    } else if (state() == PartitionState.ACQUIRED) {
      waits.forEach(answer -> answer.complete(true));
    }
  }

  private void lost() {
    if (isIn(PartitionState.ACQUIRED) || !standing.acquired().isEmpty()) {
      revokeAll();
    } else if (isIn(PartitionState.ALLOCATING)) {
      var unused = giveBackAll();
      assembly.look();
    }
  }

  /** Ends this member, with a reason if it is a failure. */
  private CompletableFuture<@Nullable Void> conclude(@Nullable CoordinationException reason) {
    run(
        () -> {
          if (!isIn(PartitionState.FAILURE)) {
            failure = reason;
            context.scope().remove(this);
            var unused = publish(PartitionState.FAILURE, Map.of());
            var unusedToo =
                CompletableFuture.allOf(giveBackAll(), assembly.leave())
                    .whenComplete((done, failed) -> over.complete(null));
          }
        });
    return over;
  }

  // ---- what the divisions need

  boolean isIn(PartitionState state) {
    return standing.state() == state;
  }

  /** Works out the share of this member, and goes on with it on the loop. */
  void share(Consumer<Set<T>> then) {
    List<String> members = assembly.members();
    Callbacks.run(backend.callbacks(), () -> share(members, then));
  }

  private void share(List<String> members, Consumer<Set<T>> then) {
    try {
      Set<T> share = items.sorted(function.share(context.identifier(), members, items.all()));
      run(() -> then.accept(share));
    } catch (Throwable e) { // users write functions
      var unused =
          conclude(
              new ConfigurationMismatchException(path() + ": the partition function failed", e));
    }
  }

  /** Asks which items nobody has or wants; says none if that cannot be told. */
  void unclaimed(List<T> some, Consumer<Set<T>> then) {
    var unused =
        backend
            .unclaimed(items.names(some))
            .exceptionally(failed -> Set.of())
            .thenAccept(free -> run(() -> then.accept(items.named(free))));
  }

  /**
   * Gives back all that is locked or asked for.
   *
   * @return completes when the store has confirmed that, or the link is seen to be down
   */
  CompletableFuture<@Nullable Void> giveBackAll() {
    division.reset();
    return claims.giveBackAll();
  }

  /** Takes everything away from the user; others get it when the user has said so. */
  void revokeAll() {
    var unused = publish(PartitionState.RELEASE, Map.of());
  }

  /** Lets users see other items in the same state. */
  CompletableFuture<@Nullable Void> publish(Map<T, Hold> acquired) {
    return publish(standing.state(), acquired);
  }

  /**
   * Lets users see a state and items.
   *
   * @return completes when every listener that is told of the items has returned
   */
  CompletableFuture<@Nullable Void> publish(PartitionState state, Map<T, Hold> acquired) {
    Set<T> before = standing.acquired().keySet();
    Map<T, Hold> sorted = new LinkedHashMap<>();
    items.sorted(acquired.keySet()).forEach(item -> sorted.put(item, acquired.get(item)));
    standing = new Standing<>(state, sorted);
    CompletableFuture<@Nullable Void> told =
        changes.tell(without(sorted.keySet(), before), without(before, sorted.keySet()));
    states.publish(() -> state);
    answerWaits();
    return told;
  }

  private static <T> Set<T> without(Set<T> some, Set<T> others) {
    Set<T> rest = new LinkedHashSet<>(some);
    rest.removeAll(others);
    return rest;
  }

  /** What happens, passed on to whom it concerns. */
  private final class Events implements Assembly.Owner, ItemClaims.Owner {

    @Override
    public void membersChanged() {
      division.membersChanged();
    }

    @Override
    public void selfLost() {
      DividedSet.this.lost();
    }

    @Override
    public void lost() {
      DividedSet.this.lost();
    }

    @Override
    public void quiet() {
      division.quiet();
    }

    @Override
    public boolean isWaiting() {
      return division.isWaiting();
    }

    @Override
    public void refused(CoordinationException reason) {
      var unused = conclude(reason);
    }

    /** Others may be quicker, and the link may be down; what else is refused is so for good. */
    @Override
    public void settled(@Nullable Throwable failed) {
      if (failed instanceof CoordinationException reason
          && !(reason instanceof ServiceUnavailableException)) {
        refused(reason);
      } else {
        division.settled();
      }
    }
  }
}
