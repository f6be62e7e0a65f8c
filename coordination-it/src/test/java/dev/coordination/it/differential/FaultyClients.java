package dev.coordination.it.differential;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.DistributedQueue;
import dev.coordination.Hold;
import dev.coordination.inmemory.InMemoryHarness;
import dev.coordination.tck.TckClient;
import dev.coordination.tck.TckHarness;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

/** The in-memory backend with a bug in front of it. */
final class FaultyClients {

  private FaultyClients() {}

  /** Whose queue loses the second item, if it is put by itself. */
  static TckHarness thatDropAnItem() {
    return with(
        client -> {
          InvocationHandler queues =
              (proxy, method, arguments) ->
                  method.getName().equals("queue")
                      ? dropping((DistributedQueue<?>) call(client, method, arguments))
                      : call(client, method, arguments);
          return wrap(CoordinationClient.class, queues);
        });
  }

  private static DistributedQueue<?> dropping(DistributedQueue<?> queue) {
    return wrap(
        DistributedQueue.class,
        (proxy, method, arguments) ->
            method.getName().equals("put") && "v2".equals(arguments[0])
                ? "dropped"
                : call(queue, method, arguments));
  }

  /** Whose locks are granted to who came last of those that wait in {@code acquire}. */
  static TckHarness thatServeTheLastFirst() {
    Deque<CompletableFuture<Hold>> waiting = new ArrayDeque<>();
    return with(
        client -> {
          InvocationHandler locks =
              (proxy, method, arguments) ->
                  method.getName().equals("lock")
                      ? unfair((DistributedLock) call(client, method, arguments), waiting)
                      : call(client, method, arguments);
          return wrap(CoordinationClient.class, locks);
        });
  }

  private static DistributedLock unfair(
      DistributedLock lock, Deque<CompletableFuture<Hold>> waiting) {
    return wrap(
        DistributedLock.class,
        (proxy, method, arguments) ->
            method.getName().equals("acquire")
                ? acquireUnfairly(lock, waiting)
                : call(lock, method, arguments));
  }

  /** Everybody stands in line, but what is granted goes to the last one who came. */
  private static Hold acquireUnfairly(DistributedLock lock, Deque<CompletableFuture<Hold>> waiting)
      throws InterruptedException, ExecutionException {
    CompletableFuture<Hold> mine = new CompletableFuture<>();
    synchronized (waiting) {
      waiting.push(mine);
    }
    var unused = lock.acquireAsync().thenAccept(hold -> pop(waiting).complete(hold));
    return mine.get();
  }

  private static CompletableFuture<Hold> pop(Deque<CompletableFuture<Hold>> waiting) {
    synchronized (waiting) {
      return waiting.pop();
    }
  }

  // ---- wrappers

  private static TckHarness with(UnaryOperator<CoordinationClient> bug) {
    TckHarness harness = new InMemoryHarness();
    return wrap(
        TckHarness.class,
        (proxy, method, arguments) ->
            method.getName().equals("connect")
                ? faulty((TckClient) call(harness, method, arguments), bug)
                : call(harness, method, arguments));
  }

  private static TckClient faulty(TckClient handle, UnaryOperator<CoordinationClient> bug) {
    CoordinationClient client = bug.apply(handle.client());
    return wrap(
        TckClient.class,
        (proxy, method, arguments) ->
            method.getName().equals("client") ? client : call(handle, method, arguments));
  }

  private static <T> T wrap(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
