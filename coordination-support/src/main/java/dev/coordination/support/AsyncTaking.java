package dev.coordination.support;

import dev.coordination.Codec;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * Taking an item without a thread. Three parties meet here: the store, which answers; the user, who may
 * complete the future at any moment; and the end of the scope. Whoever comes first, the item has one end:
 * not removed, it is left; removed, it is the user's or is passed on.
 *
 *   FOUND      waits for the user's executor, which runs the codec
 *   SENT       the removal is under way, and whoever wants to end this waits for the reply
 *   REPLIED    waits for the user's executor, which completes the future
 *   OVER       left, passed on, or the user's; or somebody else's, and the next is sought
 *
 * The user's executor may never come: so whoever withdraws takes the step that waits for it instead, and
 * that runs none of the user's code. Once the scope has ended nothing is delivered any more.
 */
/**
 * One call of {@code takeAsync}.
 *
 * @param <T> the type of the value
 */
final class AsyncTaking<T> {

  private final Supplier<CompletableFuture<Optional<FoundItem>>> searching;
  private final Codec<T> codec;
  private final Scope scope;
  private final Executor callbacks;
  private final CompletableFuture<T> user = new CompletableFuture<>();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final Scope.Member member = this::end;
  private @Nullable CompletableFuture<Optional<FoundItem>> search;
  private @Nullable Piece piece;
  private boolean withdrawn;

  AsyncTaking(
      Supplier<CompletableFuture<Optional<FoundItem>>> searching,
      Codec<T> codec,
      Scope scope,
      Executor callbacks) {
    this.searching = searching;
    this.codec = codec;
    this.scope = scope;
    this.callbacks = callbacks;
  }

  CompletableFuture<T> start() {
    scope.add(member);
    var unused =
        user.whenComplete(
            (value, failure) -> {
              withdraw();
              scope.remove(member);
            });
    seek();
    return user;
  }

  private void seek() {
    CompletableFuture<Optional<FoundItem>> next;
    try {
      next = searching.get();
    } catch (RuntimeException e) { // nobody else would tell the user
      fail(e);
      return;
    }
    if (isSeeking(next)) {
      var unused = next.whenComplete(this::sought);
    } else {
      Searches.withdraw(next);
      fail(Scope.closedException()); // no effect on what the user withdrew
    }
  }

  private synchronized boolean isSeeking(CompletableFuture<Optional<FoundItem>> next) {
    search = next;
    return !withdrawn;
  }

  private void sought(@Nullable Optional<FoundItem> found, @Nullable Throwable failure) {
    if (found != null) {
      Piece next = new Piece(found.orElseThrow());
      if (isTaking(next)) {
        Callbacks.run(callbacks, next::remove);
      } else {
        next.abandon();
      }
    } else if (failure != null && !isWithdrawn()) { // else it is we who cancelled the search
      fail(Await.unwrap(failure));
    }
  }

  private synchronized boolean isTaking(Piece next) {
    if (!withdrawn) {
      piece = next;
    }
    return !withdrawn;
  }

  /**
   * Tells the user of a failure; of the first only, because their order on the executor is open.
   */
  private void fail(Throwable failure) {
    if (failed.compareAndSet(false, true)) {
      Callbacks.run(callbacks, () -> user.completeExceptionally(failure));
    }
  }

  private void withdraw() {
    CompletableFuture<Optional<FoundItem>> sought;
    Piece found;
    synchronized (this) {
      if (withdrawn) {
        return;
      }
      withdrawn = true;
      sought = search;
      found = piece;
    }
    if (sought != null) {
      sought.cancel(false);
    }
    if (found != null) {
      found.abandon();
    }
  }

  private CompletableFuture<@Nullable Void> end() {
    withdraw();
    Piece last = lastPiece();
    CompletableFuture<@Nullable Void> settled =
        last == null ? CompletableFuture.completedFuture(null) : last.whenSettled();
    return settled.thenRun(() -> fail(Scope.closedException()));
  }

  private synchronized @Nullable Piece lastPiece() {
    return piece;
  }

  private synchronized boolean isWithdrawn() {
    return withdrawn;
  }

  private enum Step {
    FOUND,
    SENT,
    REPLIED,
    OVER
  }

  /** An item that was found, and what becomes of it. */
  private final class Piece {

    private final FoundItem item;
    private final CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();
    private Step step = Step.FOUND;
    private volatile @Nullable T value;
    private volatile boolean mine;
    private volatile @Nullable Throwable failure;

    Piece(FoundItem item) {
      this.item = item;
    }

    private synchronized boolean advance(Step from, Step to) {
      boolean now = step == from;
      step = now ? to : step;
      return now;
    }

    /** Decodes and removes the item, on the user's executor. */
    void remove() {
      try {
        value = Taking.decoded(item, codec);
      } catch (Throwable e) { // of the user's codec: theirs to see, whatever it is
        abandon();
        user.completeExceptionally(e);
        return;
      }
      if (advance(Step.FOUND, Step.SENT)) {
        var unused =
            item.remove()
                .whenComplete((done, thrown) -> replied(Boolean.TRUE.equals(done), thrown));
      }
    }

    private void replied(boolean removed, @Nullable Throwable thrown) {
      mine = removed;
      failure = thrown == null ? null : Await.unwrap(thrown);
      advance(Step.SENT, Step.REPLIED);
      if (isWithdrawn()) {
        settle();
      } else {
        Callbacks.run(callbacks, this::settle);
      }
    }

    /** Takes the step for which the user's executor is awaited. Runs nobody's code. */
    void abandon() {
      if (advance(Step.FOUND, Step.OVER)) {
        item.leave();
        settled.complete(null);
      } else {
        settle();
      }
    }

    private void settle() {
      if (!advance(Step.REPLIED, Step.OVER)) {
        return;
      }
      Throwable thrown = failure;
      if (mine) {
        deliver();
      } else if (thrown != null && !(thrown instanceof ServiceUnavailableException)) {
        tellOrPassOn(thrown);
      }
      settled.complete(null);
      if (!mine && (thrown == null || thrown instanceof ServiceUnavailableException)) {
        seekAgain();
      }
    }

    private void deliver() {
      if (isWithdrawn() || !user.complete(value)) {
        item.passOn();
      }
    }

    /** Whoever ends the future before the user is told must find the item with the next taker. */
    @SuppressWarnings("ReferenceEquality") // this very failure, not another one that the user gave
    private void tellOrPassOn(Throwable thrown) {
      if (thrown instanceof OutcomeUnknownException) {
        var unused =
            user.whenComplete(
                (given, told) -> {
                  if (told != thrown) {
                    item.passOnIfRemoved();
                  }
                });
      }
      fail(thrown);
    }

    private void seekAgain() {
      if (isWithdrawn()) {
        fail(Scope.closedException());
      } else {
        seek();
      }
    }

    /** Completes when the item has its end, and does not wait for what users do with it. */
    @SuppressWarnings("ReferenceEquality") // this very value, not another one that the user gave
    CompletableFuture<@Nullable Void> whenSettled() {
      var unused =
          user.thenAccept(
              given -> {
                if (given == value) {
                  settled.complete(null);
                }
              });
      return settled;
    }
  }
}
