package dev.coordination.tck;

import static dev.coordination.ConnectionState.CONNECTED;
import static dev.coordination.ConnectionState.SUSPENDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.DistributedCounter;
import dev.coordination.Hold;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The rules WAIT: waits that end without a hold, and entries that somebody removes. */
public abstract class WaitContract extends RemovalRules {

  /** For subclasses. */
  protected WaitContract() {}

  // ---- interruption

  @Rule("WAIT-01")
  @EveryHold
  void anInterruptOnEntryIsSeen(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    List<Callable<Object>> waits =
        List.of(
            () -> line.next().acquire(a.client(), line.path()),
            () -> line.next().tryFor(a.client(), line.path(), session(1)));
    for (Callable<Object> wait : waits) {
      Call<Boolean> call =
          a.start(
              "acquires interrupted",
              () -> {
                Thread.currentThread().interrupt();
                return interruptedAndCleared(wait);
              });
      endsAtOnce(call);
      assertTrue(await(call), "InterruptedException with the status cleared");
      assertEquals(List.of(), line.names());
    }
  }

  /** Whether the wait threw InterruptedException and left the thread's status clear. */
  private static boolean interruptedAndCleared(Callable<Object> wait) throws Exception {
    try {
      Object result = wait.call();
      throw new AssertionError("not interrupted but " + result);
    } catch (InterruptedException expected) {
      return !Thread.currentThread().isInterrupted();
    }
  }

  @Rule({"WAIT-01", "WAIT-03"})
  @EveryHold
  void anInterruptEndsAWait(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold holder = line.acquire(connect("A"));
    Actor b = connect("B");
    Recipe next = line.next();
    Call<Boolean> wait =
        b.start(
            "acquires", () -> interruptedAndCleared(() -> next.acquire(b.client(), line.path())));
    line.becomes("A", "B");
    line.waits(wait);
    wait.interrupt();
    endsAtOnce(wait);
    assertTrue(await(wait), "the status must be cleared");
    line.becomes("A");
    line.isHeld(holder);
  }

  @Rule({"WAIT-01", "WAIT-03"})
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void anInterruptEndsAWaitWithoutALink(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold holder = line.acquire(a);
    Actor b = connect("B");
    Call<Hold> wait = line.enqueue(b);
    b.cutLink();
    reaches(b, SUSPENDED);
    wait.interrupt();
    endsAtOnce(wait);
    assertInstanceOf(InterruptedException.class, wait.failure());
    a.release(holder);
    b.restoreLink();
    line.becomes();
    line.isHeld(line.take(a));
  }

  @Rule("WAIT-02")
  @Test
  void callsThatWaitForNobodyKeepTheInterrupt() {
    Actor a = connect("A");
    Line line = line(HoldRecipe.LOCK);
    DistributedCounter counter = a.client().counter(path("counter"));
    List<Callable<?>> calls =
        List.of(
            () -> line.report(a, a.client().lock(line.path()).tryAcquire().orElseThrow()),
            () -> a.client().lock(line.path()).contenders().get(0),
            () -> a.client().election(line.path()).leader().orElseThrow(),
            counter::get,
            counter::increment,
            () -> counter.decrement(2),
            () -> counter.compareAndSet(-1, 5));
    for (Callable<?> call : calls) {
      assertTrue(keepsInterrupt(a, call));
    }
    assertEquals(5, a.count("gets", counter::get));
    Actor b = connect("B");
    Hold hold = line(HoldRecipe.LOCK, path("other")).acquire(b);
    assertTrue(keepsInterrupt(b, () -> hold.releaseAsync()));
    assertTrue(keepsInterrupt(b, done(hold::release)));
    assertTrue(keepsInterrupt(b, done(b.client()::close)));
  }

  private static Callable<String> done(Runnable action) {
    return () -> {
      action.run();
      return "done";
    };
  }

  private boolean keepsInterrupt(Actor actor, Callable<?> call) {
    return actor.call(
        "calls interrupted",
        () -> {
          Thread.currentThread().interrupt();
          var unused = call.call();
          return Thread.interrupted();
        });
  }

  // ---- nothing is left

  @Rule({"WAIT-03", "WAIT-08"})
  @EveryHold
  void givingUpAgainAndAgainLeavesNothing(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold holder = line.acquire(a);
    Actor b = connect("B");
    Call<Hold> steady = line.enqueue(b);
    for (int i = 0; i < 20; i++) {
      assertTrue(line.tryFor(b, Duration.ofMillis(1)).isEmpty());
      Call<Hold> interrupted = line.start(b);
      interrupted.interrupt();
      stage().ended(interrupted);
      line.async(b).cancel(false);
    }
    line.becomes("A", "B");
    line.waits(steady);
    a.release(holder);
    line.isHeld(line.granted(steady));
  }

  @Rule({"WAIT-03", "WAIT-08", "HOLD-13"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @EveryHold
  void givingUpWithALostMessageLeavesNothing(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold holder = line.acquire(connect("A"));
    Actor b = connect("B");
    Call<Hold> steady = line.enqueue(b);
    long place = line.tokenAt(1);
    for (Consumer<Actor> fault :
        List.<Consumer<Actor>>of(x -> x.loseWrite(1), x -> x.loseReplyOfWrite(1))) {
      fault.accept(b); // the contender's creation
      Call<Hold> creating = line.start(b);
      stage().spin(() -> line.contenders().size() == 3);
      creating.interrupt();
      assertInstanceOf(InterruptedException.class, b.failure(creating));
      line.becomes("A", "B");
      reaches(b, CONNECTED);

      Call<Hold> waiting = line.enqueue(b);
      fault.accept(b); // the contender's removal
      waiting.interrupt();
      assertInstanceOf(InterruptedException.class, b.failure(waiting));
      line.becomes("A", "B");
      reaches(b, CONNECTED);
    }
    line.isHeld(holder);
    line.waits(steady);
    assertEquals(place, line.tokenAt(1), "the place of the wait that goes on");
  }

  /** In kazoo the node of a try whose removal is lost stays, and those behind it starve. */
  @Rule({"WAIT-03", "LOCK-09"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @EveryHold
  void aTryWhoseWithdrawalIsLostStarvesNobody(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    Actor c = connect("C");
    for (Consumer<Actor> fault :
        List.<Consumer<Actor>>of(x -> x.loseWrite(1), x -> x.loseReplyOfWrite(1))) {
      Hold holder = line.acquire(a);
      Call<Optional<Hold>> refused = line.enqueue(b, session(0.3));
      Call<Hold> behind = line.enqueue(c);
      fault.accept(b);
      assertTrue(await(refused).isEmpty());
      a.release(holder);
      c.release(line.granted(behind));
      line.becomes();
      reaches(b, CONNECTED);
    }
  }

  @Rule("WAIT-03")
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void aTimeoutWithoutALinkLeavesNothing(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold holder = line.acquire(a);
    Actor b = connect("B");
    Call<Optional<Hold>> wait = line.startTry(b, session(0.2));
    line.becomes("A", "B");
    CompletableFuture<? extends Hold> future = line.enqueueAsync(b);
    b.cutLink();
    assertTrue(await(wait).isEmpty());
    assertTrue(future.cancel(false));
    b.restoreLink();
    line.becomes("A");
    a.release(holder);
    line.isHeld(line.take(b));
  }

  // ---- races with the grant

  @Rule("WAIT-04")
  @EveryHold
  void aTimeoutRacesWithTheGrant(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    Duration timeout = Duration.ofMillis(20);
    for (int i = 0; i < 20; i++) {
      Hold holder = line.acquire(a);
      Call<Optional<Hold>> wait = line.startTry(b, timeout);
      settle();
      advance(timeout.minusMillis(1 + i % 3));
      Call<?> release = a.startRun("releases", holder::release);
      advance(Duration.ofMillis(1 + i % 3));
      stage().ended(release);
      heldOrGone(line, b, await(wait));
    }
  }

  @Rule("WAIT-04")
  @EveryHold
  void anInterruptRacesWithTheGrant(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    for (int i = 0; i < 20; i++) {
      Hold holder = line.acquire(a);
      Call<Hold> wait = line.start(b);
      line.becomes("A", "B");
      Call<?> release = a.startRun("releases", holder::release);
      if (i % 2 == 0) {
        stage().spin(() -> line.contenders().size() < 2);
      }
      wait.interrupt();
      stage().ended(wait);
      stage().ended(release);
      heldOrGone(line, b, wait.failed() ? Optional.empty() : Optional.of(wait.result()));
    }
  }

  @Rule({"WAIT-04", "WAIT-05"})
  @EveryHold
  void aCancellationRacesWithTheGrant(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    for (int i = 0; i < 20; i++) {
      Hold holder = line.acquire(a);
      CompletableFuture<? extends Hold> future = line.enqueueAsync(b);
      Call<?> release = a.startRun("releases", holder::release);
      if (i % 2 == 0) {
        stage().spin(() -> line.contenders().size() < 2);
      }
      boolean cancelled = future.cancel(false);
      stage().ended(release);
      assertTrue(future.isDone());
      heldOrGone(
          line, b, cancelled ? Optional.empty() : Optional.of(line.report(b, future.join())));
    }
  }

  /** The caller has the hold and the store agrees, or nobody has anything. */
  private static void heldOrGone(Line line, Actor waiter, Optional<Hold> outcome) {
    outcome.ifPresent(
        hold -> {
          line.isHeld(hold);
          waiter.release(hold);
        });
    line.becomes();
  }

  @Rule({"WAIT-05", "WAIT-03"})
  @EveryHold
  void completingTheFutureWithdraws(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold holder = line.acquire(a);
    Actor b = connect("B");
    List<Consumer<CompletableFuture<? extends Hold>>> ends =
        List.of(
            future -> future.cancel(true),
            future -> future.complete(null),
            future -> future.completeExceptionally(new IllegalStateException("given up")));
    for (Consumer<CompletableFuture<? extends Hold>> end : ends) {
      CompletableFuture<? extends Hold> future = line.enqueueAsync(b);
      end.accept(future);
      line.becomes("A");
    }
    CompletableFuture<? extends Hold> kept = line.enqueueAsync(b);
    a.release(holder);
    eventually(() -> "the future was not completed", kept::isDone);
    Hold granted = line.report(b, kept.join());
    assertFalse(kept.cancel(true), "a granted future cannot be cancelled");
    line.isHeld(granted);
  }

  @Rule("WAIT-08")
  @EveryHold
  void theEndOfOneWaitIsNobodyElsesBusiness(HoldRecipe recipe) {
    Line line = line(recipe);
    Line elsewhere = line(recipe, path("elsewhere"));
    Actor a = connect("A");
    Actor b = connect("B");
    Hold holder = line.acquire(a);
    Hold other = elsewhere.acquire(a);
    Call<Hold> first = line.enqueue(b);
    Call<Hold> second = line.enqueue(b);
    CompletableFuture<? extends Hold> third = line.enqueueAsync(b);
    Call<Hold> distant = elsewhere.enqueue(b);
    long secondPlace = line.tokenAt(2);
    first.interrupt();
    stage().ended(first);
    third.cancel(false);
    line.becomes("A", "B");
    assertEquals(secondPlace, line.tokenAt(1));
    line.waits(second, distant);
    a.release(holder);
    line.keptPlace(secondPlace, line.granted(second));
    a.release(other);
    elsewhere.isHeld(elsewhere.granted(distant));
  }
}
