package dev.coordination.tck;

import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.MalformedDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The rules LOCK: who is granted, in which order, and when. They hold for elections as well. */
public abstract class LockContract extends FailOverRules {

  /** For subclasses. */
  protected LockContract() {}

  // ---- exclusion and order

  @Rule({"LOCK-01", "LOCK-08"})
  @EveryHold
  void oneHolderAtATime(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold first = line.acquire(connect("A"));
    Call<Hold> second = line.enqueue(connect("B"));
    Call<Hold> third = line.enqueue(connect("C"));
    first.releaseAsync();
    Hold next = line.granted(second);
    line.isHeld(next);
    line.waits(third);
    next.releaseAsync();
    line.isHeld(line.granted(third));
  }

  @Rule("LOCK-01")
  @EveryHold
  void viewsOfOneClientExcludeEachOther(HoldRecipe recipe) {
    Actor a = connect("A");
    Line line = line(recipe);
    Hold hold = line.acquire(a);
    var other = a.client().withIdentifier("other");
    var nested = a.client().withNamespace(harness().root());
    Call<Hold> renamed = line.enqueue(a, other);
    Recipe last = line.next();
    Call<Hold> below =
        a.start(
            "acquires through a namespace", () -> line.report(a, last.acquire(nested, "/line")));
    line.becomes("A", "other", "A");
    line.waits(renamed, below);
    hold.releaseAsync();
    line.granted(renamed).releaseAsync();
    line.isHeld(line.granted(below));
  }

  @Rule("LOCK-03")
  @EveryHold
  void notReentrant(HoldRecipe recipe) {
    Actor a = connect("A");
    Line line = line(recipe);
    boolean again =
        a.call(
            "tries twice on one thread",
            () -> {
              line.report(a, line.next().acquire(a.client(), line.path()));
              return line.next().tryNow(a.client(), line.path()).isPresent();
            });
    assertFalse(again, "a second hold was granted to the thread that has the first");
    Call<Hold> waiting = line.enqueue(a);
    assertEquals(List.of("A", "A"), line.names());
    waiting.interrupt();
  }

  /** Curator's mutex takes it for re-entry: it answers at once, while another has the lock. */
  @Rule({"LOCK-03", "SESSION-01", "HOLD-13"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void aThreadThatLostItsHoldIsNotGrantedItFromMemory() {
    Line line = line(LOCK);
    Actor a = connect("A");
    DistributedLock lock = a.client().lock(line.path());
    CompletableFuture<Hold> held = new CompletableFuture<>();
    CompletableFuture<Void> succeeded = new CompletableFuture<>();
    Call<Optional<Hold>> thread =
        a.start(
            "acquires, loses and tries again",
            () -> {
              Hold lost = line.report(a, lock.acquire());
              held.complete(lost);
              succeeded.join();
              Optional<Hold> again = lock.tryAcquire();
              lost.release();
              return again;
            });
    eventually(() -> "not acquired", held::isDone);
    Call<Hold> next = line.enqueue(connect("B"));
    renewSession(a);
    reaches(held.join(), HoldState.LOST);
    Hold successor = line.granted(next);
    succeeded.complete(null);
    assertEquals(Optional.empty(), await(thread), "granted to A beside B");
    line.isHeld(successor);
    assertEquals(List.of("B"), line.names());
  }

  @Rule("LOCK-04")
  @EveryHold
  void firstComeFirstServed(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold holder = line.acquire(connect("A"));
    List<Call<Hold>> waits = new ArrayList<>();
    for (String name : List.of("B", "C", "D", "E")) {
      waits.add(line.enqueue(connect(name)));
    }
    for (int i = 0; i < waits.size(); i++) {
      line.waits(waits.subList(i, waits.size()).toArray(Call<?>[]::new));
      holder.releaseAsync();
      holder = line.granted(waits.get(i));
      line.isHeld(holder);
    }
  }

  @Rule({"LOCK-04", "WAIT-08"})
  @EveryHold
  void orderSurvivesThoseWhoGiveUp(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold holder = line.acquire(connect("A"));
    Call<Hold> b = line.enqueue(connect("B"));
    Actor c = connect("C");
    Call<Hold> interrupted = line.enqueue(c);
    Call<Hold> d = line.enqueue(connect("D"));
    var cancelled = line.enqueueAsync(connect("E"));
    var alsoCancelled = line.enqueueAsync(connect("F"));
    Call<Hold> g = line.enqueue(connect("G"));
    interrupted.interrupt();
    assertInstanceOf(InterruptedException.class, c.failure(interrupted));
    cancelled.cancel(false);
    alsoCancelled.cancel(false);
    line.becomes("A", "B", "D", "G");
    line.waits(b, d, g);
    for (Call<Hold> next : List.of(b, d, g)) {
      holder.releaseAsync();
      holder = line.granted(next);
      line.isHeld(holder);
    }
  }

  @Rule("LOCK-04")
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void orderSurvivesABlipOfAWaiter(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold holder = line.acquire(connect("A"));
    Actor b = connect("B");
    Call<Hold> cut = line.enqueue(b);
    Call<Hold> behind = line.enqueue(connect("C"));
    b.cutLink();
    settle();
    b.restoreLink();
    line.waits(cut);
    assertEquals(List.of("A", "B", "C"), line.names());
    holder.releaseAsync();
    Hold second = line.granted(cut);
    line.waits(behind);
    second.releaseAsync();
    line.isHeld(line.granted(behind));
  }

  // ---- tryAcquire

  @Rule("LOCK-05")
  @EveryHold
  void triesDoNotOvertake(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold holder = line.acquire(connect("A"));
    Call<Hold> waiting = line.enqueue(connect("B"));
    Actor c = connect("C");
    assertTrue(line.tryNow(c).isEmpty(), "granted while A holds and B waits");
    var timed = line.enqueue(c, harness().sessionTimeout());
    holder.releaseAsync();
    Hold second = line.granted(waiting);
    assertTrue(line.tryNow(connect("D")).isEmpty(), "granted while B holds and C waits");
    line.waits(timed);
    second.releaseAsync();
    line.isHeld(await(timed).orElseThrow());
  }

  @Rule({"LOCK-05", "SESSION-05"})
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void triesDoNotOvertakeAFirstInLineThatIsCutOff(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold holder = line.acquire(a);
    Actor b = connect("B");
    Call<Hold> waiting = line.enqueue(b);
    long place = line.tokenAt(1);
    b.cutLink();
    a.release(holder);
    line.becomes("B");
    assertTrue(line.tryNow(connect("C")).isEmpty(), "granted while B, cut off, is first in line");
    assertFalse(waiting.isDone(), "B was granted while its link was down");
    b.restoreLink();
    Hold granted = line.granted(waiting);
    line.keptPlace(place, granted);
    line.isHeld(granted);
  }

  @Rule("LOCK-06")
  @EveryHold
  void tryIsGrantedWhenFreeAndOnlyThen(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    for (int i = 0; i < 10; i++) {
      Hold hold = line.take(i % 2 == 0 ? a : b);
      line.isHeld(hold);
      assertTrue(line.tryNow(a).isEmpty(), "granted to A while held");
      assertTrue(line.tryNow(b).isEmpty(), "granted to B while held");
      a.release(hold);
    }
  }

  // ---- the line

  @Rule({"LOCK-10", "ERR-04", "SESSION-06"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @EveryHold
  void aLostMessageMakesNoSecondContender(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    Hold holder = line.acquire(a);
    for (boolean reply : new boolean[] {true, false}) {
      if (reply) {
        b.loseReplyOfWrite(1);
      } else {
        b.loseWrite(1);
      }
      Call<Hold> waiting = line.start(b);
      line.becomes("A", "B");
      line.waits(waiting);
      assertEquals(List.of("A", "B"), line.names(), "after a lost " + (reply ? "reply" : "write"));
      long place = line.tokenAt(1);
      a.release(holder);
      Hold granted = line.granted(waiting);
      line.keptPlace(place, granted);
      line.isHeld(granted);
      b.release(granted);
      holder = line.acquire(a);
    }
  }

  @Rule("LOCK-10")
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @EveryHold
  void aLostMessageOnAFreePathIsStillOneGrant(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    a.loseReplyOfWrite(1);
    Hold first = line.granted(line.start(a));
    line.isHeld(first);
    assertEquals(List.of("A"), line.names());
    a.release(first);
    a.loseWrite(1);
    Hold second = line.granted(line.start(a));
    line.isHeld(second);
    assertEquals(List.of("A"), line.names());
  }

  @Rule("LOCK-11")
  @EveryHold(except = HoldRecipe.SEMAPHORE)
  void contendersAreListedInOrder(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    assertEquals(List.of(), line.namesSeenBy(a));
    Hold hold = line.acquire(a);
    assertEquals(List.of("A"), line.namesSeenBy(a));
    Actor b = connect("B");
    Call<Hold> waiting = line.enqueue(b);
    line.enqueue(a);
    Actor twin = connect("B");
    line.enqueue(twin);
    eventually(
        () -> "A sees " + line.namesSeenBy(a),
        () -> line.namesSeenBy(a).equals(List.of("A", "B", "A", "B")));
    a.release(hold);
    assertEquals(List.of("B", "A", "B"), line.namesSeenBy(a), "after A's own release");
    line.granted(waiting);
    assertEquals("B", line.namesSeenBy(b).get(0));
  }

  @Rule("LOCK-12")
  @Requires({Capability.EXHAUST_ORDER, Capability.DELETE_BY_HAND})
  @Test
  void anExhaustedOrderIsRefused() {
    Actor a = connect("A");
    Actor b = connect("B");
    Line line = line(LOCK);
    a.release(line.acquire(a));
    store().exhaustOrder(line.path());
    Call<Optional<Hold>> last = line.startTry(a); // the last number may still be given
    stage().ended(last);
    DistributedLock lock = b.client().lock(line.path());
    assertInstanceOf(MalformedDataException.class, b.failure(line.startTry(b)));
    assertInstanceOf(MalformedDataException.class, b.failure(line.start(b)));
    Call<?> future = b.start("acquires by future", lock.acquireAsync()::get);
    assertInstanceOf(MalformedDataException.class, b.failure(future).getCause());
    if (last.failed()) {
      assertInstanceOf(MalformedDataException.class, last.failure());
    } else {
      line.isHeld(last.result().orElseThrow());
    }
    line.deleteAll();
  }
}
