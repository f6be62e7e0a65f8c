package dev.coordination.tck;

import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Watches over threads during one test: none may be left that was not there before, and none may
 * have died of an exception.
 */
final class ThreadWatch {

  /** Threads of the JDK and of the test engine, which come and go as they please. */
  private static final List<String> NOT_OURS =
      List.of(
          "ForkJoinPool",
          "CompletableFutureDelayScheduler",
          "Common-Cleaner",
          "Attach Listener",
          "process reaper",
          "junit",
          "surefire");

  private final Set<Thread> before = running();
  private final Queue<String> uncaught = new ConcurrentLinkedQueue<>();
  private final @Nullable UncaughtExceptionHandler previous =
      Thread.getDefaultUncaughtExceptionHandler();

  ThreadWatch() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> uncaught.add(thread.getName() + ": " + failure));
  }

  /** Stops watching. */
  void forget() {
    Thread.setDefaultUncaughtExceptionHandler(previous);
  }

  /**
   * Stops watching, waits for the threads that came with the test, and complains about the rest.
   */
  void inspect(TckHarness harness, Duration bound) {
    forget();
    long end = System.nanoTime() + bound.toNanos();
    List<String> left =
        running().stream()
            .filter(thread -> !before.contains(thread) && isOurs(thread))
            .filter(thread -> !harness.isStoreThread(thread))
            .filter(thread -> !endsWithin(Duration.ofNanos(end - System.nanoTime()), thread))
            .map(Thread::getName)
            .toList();
    if (!left.isEmpty()) {
      throw RuleFailure.of("CLIENT-07", "threads left after every client was closed: " + left);
    }
    if (!uncaught.isEmpty()) {
      throw RuleFailure.of("CLIENT-11", "threads died of exceptions: " + uncaught);
    }
  }

  /** Waits, in real time, for a thread to end; returns whether it did. */
  static boolean endsWithin(Duration bound, Thread thread) {
    try {
      thread.join(Math.max(1, bound.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  private static Set<Thread> running() {
    return Thread.getAllStackTraces().keySet();
  }

  private static boolean isOurs(Thread thread) {
    return NOT_OURS.stream().noneMatch(thread.getName()::startsWith);
  }
}
