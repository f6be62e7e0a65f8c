package dev.coordination.zookeeper.testkit;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells whether the threads of a test are at rest: those of its clients, and those that call them.
 * They are the threads that were started since, in the thread group of the test; server and proxies
 * have groups of their own.
 */
final class ThreadRest {

  private final ThreadGroup group = Thread.currentThread().getThreadGroup();
  private final Set<Thread> before = new HashSet<>(running().toList());

  /** Names the threads that are at work. A thread that waits in a native call is not. */
  List<String> busy() {
    return running()
        .filter(thread -> !before.contains(thread) || isPooled(thread))
        .filter(thread -> thread != Thread.currentThread())
        .filter(ThreadRest::isAtWork)
        .map(Thread::getName)
        .toList();
  }

  private Stream<Thread> running() {
    var threads = new Thread[2 * group.activeCount() + 10];
    return Arrays.stream(threads, 0, group.enumerate(threads, false));
  }

  /** The JVM's common pool is older than the test, and yet may work for it. */
  private static boolean isPooled(Thread thread) {
    return thread.getName().startsWith("ForkJoinPool.commonPool");
  }

  private static boolean isAtWork(Thread thread) {
    return switch (thread.getState()) {
      case RUNNABLE -> !isInNativeCall(thread);
      case BLOCKED -> true;
      case NEW, WAITING, TIMED_WAITING, TERMINATED -> false;
    };
  }

  private static boolean isInNativeCall(Thread thread) {
    var stack = thread.getStackTrace();
    return stack.length == 0 || stack[0].isNativeMethod();
  }
}
