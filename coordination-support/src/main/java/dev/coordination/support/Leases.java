package dev.coordination.support;

import dev.coordination.Lease;
import dev.coordination.MultiNonBlockingLease;
import dev.coordination.NonBlockingLease;
import dev.coordination.support.LeaseClock.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * The leases of one client: which slots it has been granted, and who has handles of them.
 *
 * A slot is full while somebody has it, and names its identifier and end. Whoever asks for slots reads
 * them and decides: a slot with another's identifier is taken until a clock skew after its end; one
 * with our own is extended, and keeps its token; any other is filled anew, and gets a larger one. All
 * of a request happens in one transaction of the backend's, or nothing.
 *
 * All handles of one grant share a SlotGrant, found by the slot's path and the grant's token. Ends
 * only move forward: a renewal never shortens what another handle, perhaps of another process, relies
 * on. What a handle relies on is the end that the store has acknowledged; a renewal whose reply is
 * lost leaves it at the earlier one.
 *
 * Releases and renewals of one grant race. A handle is over from the call of release on, and so are
 * all others; but a renewal that the store saw before that release may bring its reply after the
 * call. So a grant under release takes no new handles. That it is the same SlotGrant which both see
 * is certain, because a renewal looks it up when it decides, and it is kept until its deadline, also
 * when the slot has been emptied.
 */
/** The leases of one client. */
public final class Leases {

  private static final int MOST_SLOTS = 256;

  private final LeaseStore store;
  private final LeaseClock clock;
  private final Executor callbacks;

  /** By path of the slot; null once the client is closed. */
  private @Nullable Map<String, SlotGrant> grants = new HashMap<>();

  /**
   * Creates the leases of a client.
   *
   * @param store where they are kept
   * @param scheduler the client's monotonic clock
   * @param wallClock the client's wall clock
   * @param skew by how much anybody's wall clock may be wrong
   * @param callbacks completes what users see
   */
  public Leases(
      LeaseStore store,
      Scheduler scheduler,
      InstantSource wallClock,
      Duration skew,
      Executor callbacks) {
    this.store = store;
    this.clock = new LeaseClock(scheduler, wallClock, skew);
    this.callbacks = callbacks;
  }

  /**
   * Returns the lease at a path.
   *
   * @param context for whom and where
   * @param duration for how long to ask
   * @return the lease
   * @throws IllegalArgumentException if the duration is too short
   */
  NonBlockingLease lease(RecipeContext context, Duration duration) {
    return new SlotLease(this, context, clock.check(duration));
  }

  /**
   * Returns the leases below a path.
   *
   * @param context for whom and where
   * @param count how many
   * @param duration for how long to ask
   * @return the leases
   * @throws IllegalArgumentException if the number is out of range or the duration too short
   */
  MultiNonBlockingLease leases(RecipeContext context, int count, Duration duration) {
    if (count < 1 || count > MOST_SLOTS) {
      throw new IllegalArgumentException(
          "count is %s, which is not from 1 to %s".formatted(count, MOST_SLOTS));
    }
    return new SlotLeases(this, context, count, clock.check(duration));
  }

  /** {@return the name of one of several slots, below their path} */
  static String slot(int number) {
    return Integer.toString(number);
  }

  /**
   * Tells slots from whatever else lies below a path.
   *
   * @param names of what lies there
   * @return the names of slots among them, in the order of the slots
   */
  public static List<String> slots(Collection<String> names) {
    return IntStream.range(0, MOST_SLOTS)
        .mapToObj(Leases::slot)
        .filter(Set.copyOf(names)::contains)
        .toList();
  }

  /**
   * Asks for the lease at a path, as {@link NonBlockingLease#tryAcquire} does, without waiting.
   *
   * @param context for whom and where
   * @param duration for how long to ask
   * @return what {@code tryAcquire} returns or throws
   */
  public CompletableFuture<Optional<Lease>> ask(RecipeContext context, Duration duration) {
    return new LeaseClaim(this, context, List.of(context), true, duration).ask();
  }

  /**
   * Asks for all of several leases, as {@link MultiNonBlockingLease#tryAcquireAll} does, without
   * waiting.
   *
   * @param context for whom and where
   * @param count how many
   * @param duration for how long to ask
   * @return what {@code tryAcquireAll} returns or throws
   */
  public CompletableFuture<Optional<Lease>> askForAll(
      RecipeContext context, int count, Duration duration) {
    return new LeaseClaim(this, context, SlotLeases.slots(context, count), true, duration).ask();
  }

  /** Ends the timers. The handles go on to answer, but nobody is told anything. */
  public synchronized void close() {
    Map<String, SlotGrant> last = grants;
    grants = null;
    if (last != null) {
      last.values().forEach(slot -> slot.timer(null));
    }
  }

  LeaseStore store() {
    return store;
  }

  LeaseClock clock() {
    return clock;
  }

  // ---- grants

  /**
   * Returns the grant of a slot by which everybody in this client knows it.
   *
   * @param seen what a reply says of it
   * @return the one that is known, or else the one given; one with a larger token replaces it
   */
  SlotGrant known(SlotGrant seen) {
    SlotGrant former = remember(seen);
    if (former == null || former == seen) {
      watch(seen);
    } else if (former.token() < seen.token()) {
      watch(seen);
      former.timer(null);
      Callbacks.run(callbacks, former::lose); // taken from us by hand, and granted to us again
    } else if (former.token() == seen.token()) {
      return former;
    }
    return seen;
  }

  /**
   * Puts a grant in the place of an older one; returns what is there instead of it, if anything.
   */
  private synchronized @Nullable SlotGrant remember(SlotGrant seen) {
    Map<String, SlotGrant> current = grants;
    if (current == null) {
      return null;
    }
    SlotGrant former = current.get(seen.path());
    if (former == null || former.token() < seen.token()) {
      current.put(seen.path(), seen);
    }
    return former;
  }

  /** Tells whether a grant is ours no longer: what is asked after a release comes after it. */
  boolean isBeingReleased(String path, long token) {
    SlotGrant slot = current(path);
    return slot != null && slot.token() == token && slot.isBeingCleared();
  }

  private synchronized @Nullable SlotGrant current(String path) {
    return grants == null ? null : grants.get(path);
  }

  private synchronized boolean isCurrent(SlotGrant slot) {
    return grants != null && grants.get(slot.path()) == slot;
  }

  private synchronized void forget(SlotGrant slot) {
    if (grants != null) {
      grants.remove(slot.path(), slot);
    }
  }

  /** Makes a handle of slots that have been granted. */
  Lease handle(RecipeContext context, Duration duration, List<SlotGrant> slots) {
    LeaseHold hold = new LeaseHold(this, context, duration, slots, callbacks);
    boolean released = false;
    boolean superseded = false;
    for (SlotGrant slot : slots) {
      released |= !slot.add(hold);
      superseded |= isSuperseded(slot);
    }
    hold.refresh(); // should its time have passed on the way, it is told
    if (superseded) {
      hold.lose();
    } else if (released) {
      hold.endReleased();
    }
    return hold;
  }

  private boolean isSuperseded(SlotGrant slot) {
    SlotGrant current = current(slot.path());
    return current != null && current.token() > slot.token();
  }

  /** Extends a grant, as the store has acknowledged. */
  void extend(SlotGrant slot, Instant end, Reading now) {
    slot.extend(end, clock.deadline(end, now));
    watch(slot);
  }

  /** Lets the handles be told of the end in time. */
  private void watch(SlotGrant slot) {
    if (isCurrent(slot)) {
      Scheduler scheduler = clock.scheduler();
      Duration left = Duration.ofNanos(slot.deadline() - scheduler.nanoTime());
      slot.timer(scheduler.schedule(left, () -> timeIsUp(slot)));
    }
  }

  private void timeIsUp(SlotGrant slot) {
    if (slot.deadline() - clock.scheduler().nanoTime() > 0) {
      watch(slot); // it was extended meanwhile
    } else {
      forget(slot);
      slot.holds().forEach(AbstractHold::refresh);
    }
  }

  // ---- renewing and releasing

  CompletableFuture<Boolean> renew(LeaseHold hold) {
    return store.change(hold.context(), paths(hold.slots()), new LeaseRenewal(this, hold));
  }

  /**
   * Empties the slots of a handle, which has ended, and ends the other handles of each of them.
   *
   * @param freed completes when all are empty, or with what that failed with
   */
  void free(LeaseHold hold, CompletableFuture<@Nullable Void> freed) {
    CompletableFuture<@Nullable Void> own = new CompletableFuture<>();
    List<CompletableFuture<@Nullable Void>> clearings = new ArrayList<>();
    List<SlotGrant> due = new ArrayList<>();
    for (SlotGrant slot : hold.slots()) {
      CompletableFuture<@Nullable Void> clearing = slot.clearing(own);
      clearings.add(clearing);
      if (clearing == own) {
        due.add(slot);
      }
    }
    due.stream().flatMap(slot -> slot.holds().stream()).forEach(LeaseHold::endReleased);
    if (!due.isEmpty()) {
      clear(hold.context(), due, own);
    }
    var unused =
        CompletableFuture.allOf(clearings.toArray(CompletableFuture[]::new))
            .whenComplete((done, failure) -> settle(freed, failure));
  }

  private void clear(
      RecipeContext context, List<SlotGrant> due, CompletableFuture<@Nullable Void> cleared) {
    LeaseRelease release = new LeaseRelease(context.identifier(), due);
    CompletableFuture<Boolean> reply;
    try {
      reply = store.change(context, paths(due), release);
    } catch (RuntimeException closed) {
      reply = CompletableFuture.failedFuture(closed);
    }
    var unused =
        reply.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                due.forEach(SlotGrant::notCleared);
              }
              settle(cleared, failure);
            });
  }

  private static void settle(
      CompletableFuture<@Nullable Void> future, @Nullable Throwable failure) {
    if (failure == null) {
      future.complete(null);
    } else {
      future.completeExceptionally(Await.unwrap(failure));
    }
  }

  private static List<String> paths(List<SlotGrant> slots) {
    return slots.stream().map(SlotGrant::path).toList();
  }
}
