package dev.coordination.zookeeper.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Waiting where nothing signals: the one place that looks again after a pause. */
final class Waits {

  private static final Duration PAUSE = Duration.ofMillis(1);

  private Waits() {}

  /** Waits until a condition holds; fails when it does not in time. Not interruptible. */
  static void until(String what, Duration atMost, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > atMost.toNanos()) {
        throw new AssertionError("not within " + atMost + ": " + what);
      }
      pause(PAUSE);
    }
  }

  /** Lets real time pass. */
  static void pause(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    boolean interrupted = false;
    for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      // An interrupted thread does not park: set its status aside until the time is over.
      interrupted |= Thread.interrupted();
    }
    restore(interrupted);
  }

  /** A wait that may be interrupted. */
  interface Wait {
    boolean await() throws InterruptedException;
  }

  /** Waits; if interrupted, fails and keeps the interrupt status. */
  static boolean interruptibly(Wait wait) {
    try {
      return wait.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }

  /**
   * Does something to all of them at the same time, and returns when all is done; then fails if one
   * did.
   */
  static <T> void forAll(String what, List<T> all, Consumer<T> action) {
    var failures = new ConcurrentLinkedQueue<Throwable>();
    var threads =
        all.stream()
            .map(
                one ->
                    new Thread(
                        () -> {
                          try {
                            action.accept(one);
                          } catch (RuntimeException | Error e) {
                            failures.add(e);
                          }
                        },
                        what))
            .toList();
    threads.forEach(Thread::start);
    threads.forEach(Waits::join);
    if (!failures.isEmpty()) {
      throw new IllegalStateException(what + " failed", failures.peek());
    }
  }

  static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    restore(interrupted);
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
