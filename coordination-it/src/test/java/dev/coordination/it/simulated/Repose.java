package dev.coordination.it.simulated;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool.ManagedBlocker;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows when nothing more will happen without time passing: every thread, those of callbacks
 * included, waits for a future that is not complete, or has ended.
 *
 * <p>A thread that was woken is still WAITING until it gets a processor, so its state alone says
 * nothing; but the wait itself can be asked whether it is over. Waits of other kinds count when
 * they have lasted for a number of looks.
 */
final class Repose {

  private static final int CERTAIN_LOOKS = 2;
  private static final int OTHER_LOOKS = 20;
  private static final long PAUSE_NANOS = 50_000;
  private static final long LIMIT_NANOS = 30_000_000_000L;

  private enum Rest {
    NONE,
    LIKELY,
    CERTAIN
  }

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Callbacks callbacks;
  private final Runnable passThroughWorld;

  Repose(Callbacks callbacks, Runnable passThroughWorld) {
    this.callbacks = callbacks;
    this.passThroughWorld = passThroughWorld;
  }

  void track(Thread thread) {
    threads.removeIf(known -> known.getState() == Thread.State.TERMINATED);
    threads.add(thread);
  }

  void await() {
    long start = System.nanoTime();
    int seen = -1;
    int looks = 0;
    int needed = CERTAIN_LOOKS;
    while (looks < needed) {
      passThroughWorld.run();
      Rest rest = callbacks.begun() == seen && callbacks.areAllPlaced() ? leastRest() : Rest.NONE;
      seen = callbacks.begun();
      looks = rest == Rest.NONE ? 0 : looks + 1;
      needed = rest == Rest.LIKELY ? OTHER_LOOKS : CERTAIN_LOOKS;
      if (looks < needed) {
        pause(start);
      }
    }
  }

  private void pause(long start) {
    if (System.nanoTime() - start > LIMIT_NANOS) {
      throw new IllegalStateException("no rest after 30 s: " + threads + callbacks.busy());
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  private Rest leastRest() {
    return Stream.concat(threads.stream(), callbacks.busy().stream())
        .filter(thread -> thread != Thread.currentThread())
        .map(Repose::rest)
        .min(Rest::compareTo)
        .orElse(Rest.CERTAIN);
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
}
