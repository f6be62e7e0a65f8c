package dev.coordination.zookeeper.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Sends many requests at once, but not so many that the server makes everybody wait. */
final class Pipeline {

  /** How many requests may be under way: more, and a server makes everybody wait. */
  private static final int WINDOW = 1000;

  private Pipeline() {}

  /** Sends a request for each of some items, as many at once as a server takes. */
  static <A, T> CompletableFuture<List<T>> send(
      List<A> items, Function<A, CompletableFuture<T>> request) {
    return send(items, WINDOW, request);
  }

  /**
   * Sends a request for each of some items; what is beyond the window follows when the replies to
   * what is in it are in.
   *
   * @param window how many requests may be under way
   * @return the replies in the order of the items; fails as the first of them that fails
   */
  static <A, T> CompletableFuture<List<T>> send(
      List<A> items, int window, Function<A, CompletableFuture<T>> request) {
    return send(items, window, request, new ArrayList<>());
  }

  private static <A, T> CompletableFuture<List<T>> send(
      List<A> items, int window, Function<A, CompletableFuture<T>> request, List<T> before) {
    List<A> now = items.subList(0, Math.min(window, items.size()));
    List<A> later = items.subList(now.size(), items.size());
    List<CompletableFuture<T>> replies = now.stream().map(request).toList();
    return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
        .thenCompose(
            done -> {
              replies.forEach(reply -> before.add(reply.join()));
              return later.isEmpty()
                  ? CompletableFuture.completedFuture(before)
                  : send(later, window, request, before);
            });
  }
}
