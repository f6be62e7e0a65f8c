package dev.coordination.support;

import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What becomes of the search for an item when nobody waits for it any more. */
final class Searches {

  private Searches() {}

  /** Starts a search that ends with its scope. */
  static CompletableFuture<Optional<FoundItem>> within(
      Scope scope, Supplier<CompletableFuture<Optional<FoundItem>>> searching) {
    scope.ensureOpen();
    CompletableFuture<Optional<FoundItem>> search = searching.get();
    Scope.Member member =
        () -> {
          search.completeExceptionally(Scope.closedException());
          return CompletableFuture.completedFuture(null);
        };
    try {
      scope.add(member);
    } catch (IllegalStateException closedMeanwhile) {
      search.completeExceptionally(closedMeanwhile);
      leaveFound(search);
      return search;
    }
    var unused = search.whenComplete((found, failure) -> scope.remove(member));
    return search;
  }

  /** Ends a search, and leaves what it may have found. */
  static void withdraw(CompletableFuture<Optional<FoundItem>> search) {
    if (!search.cancel(false)) {
      leaveFound(search);
    }
  }

  private static void leaveFound(CompletableFuture<Optional<FoundItem>> search) {
    var unused = search.thenAccept(found -> found.ifPresent(FoundItem::leave));
  }
}
