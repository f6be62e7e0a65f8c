package dev.coordination.inmemory;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool.ManagedBlocker;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that use a space, and whether they have come to rest.
 *
 * <p>A thread is known from its first call, or from being announced. Whether a thread that has been
 * woken is still asleep cannot be told from its state: it is WAITING until the machine gives it a
 * processor. But a wait on a future, and every wait within this library is one, can be asked
 * directly whether it is over. Waits of other kinds are taken for real when they have lasted for a
 * number of looks.
 */
final class Threads {

  private static final int LOOKS_AT_FUTURES = 2;
  private static final int LOOKS_AT_OTHERS = 20;
  private static final long PAUSE_NANOS = 50_000;

  private final Duration limit;
  private final Set<Thread> known = ConcurrentHashMap.newKeySet();
  private final Set<Thread> settling = ConcurrentHashMap.newKeySet();

  private final AtomicInteger expected = new AtomicInteger();

  private enum Rest {
    NONE,
    LIKELY,
    CERTAIN
  }

  /**
   * Knows no thread yet.
   *
   * @param limit how long a thread may take to come to rest
   */
  Threads(Duration limit) {
    this.limit = limit;
  }

  /** Remembers the current thread. */
  void note() {
    Thread current = Thread.currentThread();
    if (!known.contains(current)) {
      add(current);
    }
  }

  void add(Thread thread) {
    known.removeIf(Threads::hasEnded);
    known.add(thread);
  }

  /** A callback waits for a thread that will {@link #enter}. */
  void expect() {
    expected.incrementAndGet();
  }

  /** It has got one. */
  void expectNoMore() {
    expected.decrementAndGet();
  }

  /** Remembers the current thread until it {@linkplain #leave leaves}; false if it was known. */
  boolean enter() {
    return known.add(Thread.currentThread());
  }

  void leave() {
    known.remove(Thread.currentThread());
  }

  /**
   * Returns when every thread is at rest and no callback waits for one.
   *
   * @param changes a number that changes whenever something happens in the space
   */
  void settle(LongSupplier changes) {
    boolean interrupted = Thread.interrupted(); // asking a wait whether it is over would consume it
    settling.add(Thread.currentThread());
    try {
      awaitRest(changes);
    } finally {
      settling.remove(Thread.currentThread());
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void awaitRest(LongSupplier changes) {
    long start = System.nanoTime();
    long seen = changes.getAsLong();
    int looks = 0;
    int needed = LOOKS_AT_FUTURES;
    while (looks < needed) {
      Rest rest = expected.get() == 0 ? look(known) : Rest.NONE;
      long now = changes.getAsLong();
      boolean calm = rest != Rest.NONE && now == seen;
      seen = now;
      looks = calm ? looks + 1 : 0;
      needed = rest == Rest.LIKELY ? LOOKS_AT_OTHERS : LOOKS_AT_FUTURES;
      if (!calm || rest == Rest.LIKELY) {
        pause(start);
      }
    }
  }

  private void pause(long start) {
    if (System.nanoTime() - start > limit.toNanos()) {
      throw new IllegalStateException("no rest after %s: %s".formatted(limit, awake()));
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  private List<Thread> awake() {
    return known.stream()
        .filter(thread -> !settling.contains(thread) && rest(thread) == Rest.NONE)
        .toList();
  }

  /** The least rest of any. */
  private Rest look(Collection<Thread> threads) {
    Rest least = Rest.CERTAIN;
    for (Thread thread : threads) {
      Rest rest = settling.contains(thread) ? Rest.CERTAIN : rest(thread);
      least = rest.compareTo(least) < 0 ? rest : least;
    }
    return least;
  }

  /** Whether it was interrupted and on what it waits is asked before its state: both precede it. */
  private static Rest rest(Thread thread) {
    boolean interrupted = thread.isInterrupted();
    Object blocker = LockSupport.getBlocker(thread);
    return switch (thread.getState()) {
      case NEW, TERMINATED -> Rest.CERTAIN;
      case RUNNABLE -> Rest.NONE;
      case BLOCKED -> Rest.LIKELY;
      case WAITING, TIMED_WAITING -> interrupted ? Rest.NONE : waiting(blocker);
    };
  }

  private static Rest waiting(@Nullable Object blocker) {
    if (blocker instanceof ManagedBlocker wait) {
      return wait.isReleasable() ? Rest.NONE : Rest.CERTAIN;
    }
    return Rest.LIKELY;
  }

  private static boolean hasEnded(Thread thread) {
    return thread.getState() == Thread.State.TERMINATED;
  }
}
