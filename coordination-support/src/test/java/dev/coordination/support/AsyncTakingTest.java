package dev.coordination.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.Codec;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Each step of an asynchronous take, with each of the three parties coming first. */
class AsyncTakingTest {

  private final Scope scope = new Scope();
  private final StepExecutor executor = new StepExecutor();
  private final Queue<CompletableFuture<Optional<FoundItem>>> scripted = new ArrayDeque<>();
  private final List<CompletableFuture<Optional<FoundItem>>> searches = new ArrayList<>();
  private final ScriptedItem item = new ScriptedItem("one");
  private Codec<String> codec = Codec.utf8();

  private CompletableFuture<String> take() {
    return new AsyncTaking<>(this::search, codec, scope, executor).start();
  }

  private CompletableFuture<Optional<FoundItem>> search() {
    CompletableFuture<Optional<FoundItem>> next =
        scripted.isEmpty() ? new CompletableFuture<>() : scripted.remove();
    searches.add(next);
    return next;
  }

  private void found(ScriptedItem what) {
    searches.get(searches.size() - 1).complete(Optional.of(what));
  }

  /** A take that waits for the reply to its removal. */
  private CompletableFuture<String> removing() {
    CompletableFuture<String> user = take();
    found(item);
    executor.runAll();
    assertThat(item.asked).containsExactly("remove");
    return user;
  }

  private static void failsWith(CompletableFuture<String> user, Class<? extends Throwable> type) {
    assertThat(user).isCompletedExceptionally();
    assertThatThrownBy(user::join)
        .satisfiesAnyOf(
            e -> assertThat(e).isInstanceOf(type),
            e -> assertThat(e).isInstanceOf(CompletionException.class).hasCauseInstanceOf(type));
  }

  @Test
  void deliversOnTheExecutorAfterTheReply() {
    CompletableFuture<String> user = removing();
    item.removal.complete(true);
    assertThat(user).isNotDone();
    executor.runAll();
    assertThat(user).isCompletedWithValue("one");
    assertThat(item.asked).containsExactly("remove");
    assertThat(scope.close()).isDone();
  }

  @Test
  void seeksTheNextWhenSomebodyElseWasFaster() {
    CompletableFuture<String> user = removing();
    item.removal.complete(false);
    executor.runAll();
    ScriptedItem next = new ScriptedItem("two");
    found(next);
    next.removal.complete(true);
    executor.runAll();
    assertThat(user).isCompletedWithValue("two");
    assertThat(item.asked).containsExactly("remove");
  }

  @Test
  void seeksAgainWhenTheStoreWasOutOfReach() {
    CompletableFuture<String> user = removing();
    item.removal.completeExceptionally(new ServiceUnavailableException("gone", null));
    executor.runAll();
    assertThat(searches).hasSize(2);
    assertThat(user).isNotDone();
  }

  @Test
  void tellsOfAnUnknownOutcome() {
    CompletableFuture<String> user = removing();
    item.removal.completeExceptionally(new OutcomeUnknownException("perhaps"));
    executor.runAll();
    failsWith(user, OutcomeUnknownException.class);
    assertThat(item.asked).containsExactly("remove");
  }

  // ---- the user comes first

  @Test
  void withdrawsTheSearch() {
    CompletableFuture<String> user = take();
    user.cancel(false);
    assertThat(searches.get(0)).isCancelled();
    executor.runAll();
    failsWith(user, CancellationException.class);
    assertThat(scope.close()).isDone();
  }

  @Test
  void leavesAtOnceWhatTheExecutorHasNotComeTo() {
    CompletableFuture<String> user = take();
    found(item);
    user.cancel(false);
    assertThat(item.asked).containsExactly("leave");
    executor.runAll();
    assertThat(item.asked).containsExactly("leave");
  }

  @Test
  void leavesWhatIsFoundTooLate() {
    CompletableFuture<Optional<FoundItem>> deaf =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            return false; // just about to be completed
          }
        };
    scripted.add(deaf);
    take().cancel(false);
    found(item);
    executor.runAll();
    assertThat(item.asked).containsExactly("leave");
  }

  @Test
  void passesOnWhatWasRemovedForNobody() {
    removing().cancel(false);
    item.removal.complete(true);
    assertThat(item.asked).containsExactly("remove", "pass on");
    executor.runAll();
    assertThat(item.asked).containsExactly("remove", "pass on");
  }

  @Test
  void passesOnAtOnceWhatTheExecutorHasNotDelivered() {
    CompletableFuture<String> user = removing();
    item.removal.complete(true);
    user.complete("something else");
    assertThat(item.asked).containsExactly("remove", "pass on");
    executor.runAll();
    assertThat(item.asked).containsExactly("remove", "pass on");
  }

  @Test
  void passesOnWhatTurnsOutToHaveBeenRemovedForNobody() {
    removing().cancel(false);
    item.removal.completeExceptionally(new OutcomeUnknownException("perhaps"));
    assertThat(item.asked).containsExactly("remove", "pass on if removed");
  }

  @Test
  void passesOnWhatIsWithdrawnBeforeTheUnknownOutcomeIsTold() {
    CompletableFuture<String> user = removing();
    item.removal.completeExceptionally(new OutcomeUnknownException("perhaps"));
    executor.runNext(); // notes the reply, and has yet to tell of it
    assertThat(item.asked).containsExactly("remove");
    user.cancel(false);
    assertThat(item.asked).containsExactly("remove", "pass on if removed");
    executor.runAll();
    failsWith(user, CancellationException.class);
    assertThat(item.asked).containsExactly("remove", "pass on if removed");
  }

  @Test
  void asksForNothingMoreWhenWithdrawn() {
    removing().cancel(false);
    item.removal.complete(false);
    executor.runAll();
    assertThat(searches).hasSize(1);
    assertThat(item.asked).containsExactly("remove");
  }

  // ---- the end of the scope comes first

  @Test
  void endsASearchAsClosed() {
    CompletableFuture<String> user = take();
    assertThat(scope.close()).isDone();
    assertThat(user).as("completed on the executor only").isNotDone();
    executor.runAll();
    failsWith(user, IllegalStateException.class);
    assertThatThrownBy(user::join).isNotInstanceOf(CancellationException.class);
    assertThat(searches.get(0)).isCancelled();
  }

  @Test
  void endsWhileTheItemWaitsForTheExecutor() {
    CompletableFuture<String> user = take();
    found(item);
    assertThat(scope.close()).isDone();
    assertThat(item.asked).containsExactly("leave");
    executor.runAll();
    failsWith(user, IllegalStateException.class);
    assertThat(item.asked).containsExactly("leave");
  }

  @Test
  void awaitsTheReplyAndPassesOn() {
    CompletableFuture<String> user = removing();
    CompletableFuture<?> closed = scope.close();
    assertThat(closed).isNotDone();
    item.removal.complete(true);
    assertThat(closed).isDone();
    assertThat(item.asked).containsExactly("remove", "pass on");
    assertThat(user).as("users' code runs on the executor only").isNotDone();
    executor.runAll();
    failsWith(user, IllegalStateException.class);
  }

  @Test
  void passesOnWhatTheExecutorForgets() {
    CompletableFuture<String> user = removing();
    item.removal.complete(true);
    executor.drop();
    assertThat(scope.close()).isDone();
    assertThat(item.asked).containsExactly("remove", "pass on");
    executor.runAll();
    failsWith(user, IllegalStateException.class);
  }

  @Test
  void tellsOfAnUnknownOutcomeAtTheEnd() {
    CompletableFuture<String> user = removing();
    CompletableFuture<?> closed = scope.close();
    item.removal.completeExceptionally(new OutcomeUnknownException("perhaps"));
    assertThat(closed).isDone();
    executor.runAll();
    failsWith(user, OutcomeUnknownException.class);
  }

  @Test
  void endsBetweenTwoSearches() {
    CompletableFuture<Optional<FoundItem>> first = new CompletableFuture<>();
    scripted.add(first);
    CompletableFuture<String> user =
        new AsyncTaking<>(
                () -> {
                  if (scripted.isEmpty()) {
                    assertThat(scope.close()).isDone(); // while the next search begins
                  }
                  return search();
                },
                codec,
                scope,
                executor)
            .start();
    first.complete(Optional.of(item));
    item.removal.complete(false);
    executor.runAll();
    failsWith(user, IllegalStateException.class);
    assertThat(searches.get(1)).isCancelled();
  }

  @Test
  void doesNotWaitForWhatTheUserDoesWithTheItem() {
    CompletableFuture<String> user = removing();
    List<Boolean> closed = new ArrayList<>();
    var unused = user.thenAccept(value -> closed.add(scope.close().isDone()));
    item.removal.complete(true);
    executor.runAll();
    assertThat(closed).containsExactly(true);
    assertThat(item.asked).containsExactly("remove");
  }

  // ---- the codec and the backend

  @Test
  void leavesWhatCannotBeDecoded() {
    codec = new ThrowingCodec(new StackOverflowError("no end"));
    CompletableFuture<String> user = take();
    found(item);
    executor.runAll();
    failsWith(user, StackOverflowError.class);
    assertThat(item.asked).containsExactly("leave");
  }

  @Test
  void leavesWhatIsDecodedToNull() {
    codec = new ThrowingCodec(null);
    CompletableFuture<String> user = take();
    found(item);
    executor.runAll();
    failsWith(user, NullPointerException.class);
    assertThat(item.asked).containsExactly("leave");
  }

  @Test
  void tellsOfASearchThatFails() {
    CompletableFuture<String> user = take();
    searches.get(0).completeExceptionally(new IllegalArgumentException("refused"));
    executor.runAll();
    failsWith(user, IllegalArgumentException.class);
  }

  @Test
  void tellsOfASearchThatCannotBegin() {
    CompletableFuture<String> user =
        new AsyncTaking<>(
                () -> {
                  throw new IllegalStateException("no session");
                },
                codec,
                scope,
                executor)
            .start();
    executor.runAll();
    failsWith(user, IllegalStateException.class);
  }
}
