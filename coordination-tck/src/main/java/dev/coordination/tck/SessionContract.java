package dev.coordination.tck;

import static dev.coordination.ConnectionState.CLOSED;
import static dev.coordination.ConnectionState.CONNECTED;
import static dev.coordination.ConnectionState.LOST;
import static dev.coordination.ConnectionState.SUSPENDED;
import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The rules SESSION: what a lost link and a lost session do to holds, waits and clients. */
public abstract class SessionContract extends TckTest {

  /** For subclasses. */
  protected SessionContract() {}

  // ---- the session ends

  @Rule("SESSION-01")
  @Requires(Capability.EXPIRE_NOW)
  @EveryHold
  void itsHoldsEndAndAreNotAcquiredAgain(HoldRecipe recipe) {
    Line contended = line(recipe, path("contended"));
    Line alone = line(recipe, path("alone"));
    Actor a = connect("A");
    Hold one = contended.acquire(a);
    Hold other = alone.acquire(a);
    Call<Hold> next = contended.enqueue(connect("B"));
    renewSession(a);
    reaches(one, HoldState.LOST);
    reaches(other, HoldState.LOST);
    contended.isHeld(contended.granted(next));
    assertEquals(List.of("B"), contended.names());
    assertEquals(List.of(), alone.names());
    Hold again = alone.acquire(a);
    assertTrue(
        again.fencingToken() > other.fencingToken(), () -> say(again) + " after " + say(other));
    assertEquals(HoldState.LOST, other.state());
  }

  @Rule({"SESSION-02", "LOCK-04"})
  @Requires(Capability.EXPIRE_NOW)
  @EveryHold
  void itsWaitsGoOnAtTheEndOfTheLine(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    Hold holder = line.acquire(a);
    Call<Hold> wait = line.enqueue(b);
    Call<Hold> behind = line.enqueue(connect("C"));
    b.expireNow();
    line.becomes("A", "C", "B");
    line.waits(wait, behind);
    a.release(holder);
    Hold second = line.granted(behind);
    line.waits(wait);
    second.releaseAsync();
    line.isHeld(line.granted(wait));
  }

  @Rule({"SESSION-03", "SESSION-02", "HOLD-01"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_BY_TIME})
  @Test
  void nothingIsGrantedToAFirstInLineWhoseSessionRanOut() {
    Actor a = connect("A");
    Actor b = connect("B");
    Actor c = connect("C");
    List<Line> lines = everyLine();
    List<Hold> holders = lines.stream().map(line -> line.acquire(a)).toList();
    List<Call<Hold>> waits = lines.stream().map(line -> line.enqueue(b)).toList();
    List<Call<Hold>> behind = lines.stream().map(line -> line.enqueue(c)).toList();
    List<Long> ghosts = lines.stream().map(line -> line.tokenAt(1)).toList();
    b.cutLink();
    holders.forEach(a::release);
    lines.forEach(line -> line.becomes("B", "C"));
    b.expireByTime();
    List<Hold> thirds = behind.stream().map(stage()::await).toList();
    waits.forEach(wait -> assertFalse(wait.isDone(), () -> wait + " is " + wait.describe()));
    b.restoreLink();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      line.becomes("C", "B");
      line.waits(waits.get(i));
      thirds.get(i).releaseAsync();
      Hold granted = line.granted(waits.get(i));
      assertNotEquals(ghosts.get(i), granted.fencingToken(), "granted under the dead session");
      line.isHeld(granted);
    }
  }

  @Rule("SESSION-03")
  @Requires(Capability.EXPIRE_NOW)
  @EveryHold
  void holderAndFirstInLineEndTogether(HoldRecipe recipe) {
    for (boolean holderFirst : new boolean[] {true, false}) {
      Line line = line(recipe, path("line" + holderFirst));
      Actor a = connect("A");
      Actor b = connect("B");
      line.acquire(a);
      Call<Hold> wait = line.enqueue(b);
      (holderFirst ? a : b).expireNow();
      (holderFirst ? b : a).expireNow();
      Hold granted = line.granted(wait);
      if (!line.shows(granted)) { // granted in the instant between the two
        reaches(granted, HoldState.LOST);
        line.becomes();
      } else {
        line.isHeld(granted);
        assertEquals(List.of("B"), line.names());
      }
    }
  }

  @Rule({"SESSION-03", "SESSION-02"})
  @Requires(Capability.EXPIRE_NOW)
  @EveryHold
  void whoHoldsAndWaitsDoesNotSucceedItself(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold held = line.acquire(a);
    Call<Hold> own = line.enqueue(a);
    Call<Hold> behind = line.enqueue(connect("B"));
    long ghost = line.tokenAt(1);
    a.expireNow();
    Hold next = line.granted(behind);
    reaches(held, HoldState.LOST);
    line.becomes("B", "A");
    line.waits(own);
    next.releaseAsync();
    Hold granted = line.granted(own);
    assertNotEquals(ghost, granted.fencingToken(), "granted under the dead session");
    line.isHeld(granted);
  }

  @Rule({"SESSION-06", "LOCK-10"})
  @Requires({Capability.LOSE_REPLY, Capability.EXPIRE_NOW})
  @EveryHold
  void theContenderOfADeadSessionIsNotAdopted(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    Hold holder = line.acquire(a);
    b.loseReplyOfWrite(1);
    Call<Hold> wait = line.start(b);
    stage().spin(() -> line.contenders().size() == 2);
    line.becomes("A", "B");
    long ghost = line.tokenAt(1);
    b.expireNow();
    eventually(
        () -> "B did not join anew, with another token than " + ghost + ": " + line.contenders(),
        () -> line.names().equals(List.of("A", "B")) && line.tokenAt(1) != ghost);
    line.waits(wait);
    a.release(holder);
    Hold granted = line.granted(wait);
    assertNotEquals(ghost, granted.fencingToken());
    line.isHeld(granted);
    assertEquals(List.of("B"), line.names());
  }

  @Rule({"SESSION-06", "SESSION-03"})
  @Requires({Capability.LOSE_REPLY, Capability.CUT_LINK, Capability.EXPIRE_BY_TIME})
  @Test
  void aGrantNeverHeardOfDiesWithItsSession() {
    Line line = line(LOCK);
    Actor b = connect("B");
    b.release(line.acquire(b)); // so that the next write is the contender and no parent
    b.loseReplyOfWrite(1);
    Call<Hold> wait;
    long ghost;
    b.cutLinkWhenItBreaks();
    wait = line.start(b);
    line.becomes("B");
    ghost = line.tokenAt(0);
    line.waits(wait);
    b.expireByTime();
    line.becomes();
    b.restoreLink();
    Hold granted = line.granted(wait);
    assertNotEquals(ghost, granted.fencingToken(), "granted under the dead session");
    line.isHeld(granted);
  }

  @Rule("SESSION-07")
  @Requires({Capability.EXPIRE_NOW, Capability.CUT_LINK, Capability.EXPIRE_BY_TIME})
  @Test
  void aClientOutlivesItsSessions() {
    Actor a = connect("A");
    DistributedLock lock = a.client().lock(path("line"));
    DistributedCounter counter = a.client().counter(path("counter"));
    renewSession(a);
    renewSession(a);
    Recorder<ConnectionState> states = connection(a);
    a.expireByTime();
    advance(session(0.5));
    a.restoreLink();
    reaches(a, CONNECTED);
    eventually(() -> "no LOST in " + states, () -> states.wasTold(LOST));
    Hold hold = a.call("tries", lock::tryAcquire).orElseThrow();
    assertEquals(HoldState.HELD, hold.state());
    assertEquals(List.of("A"), a.call("lists", lock::contenders));
    assertEquals(1, a.count("increments", counter::increment));
    a.release(hold);
  }

  /** In kazoo the object still takes itself for the holder, and waits for itself for ever. */
  @Rule({"SESSION-07", "SESSION-01"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void anObjectThatLostItsHoldCanAcquireAgain() {
    Actor a = connect("A");
    List<Callable<? extends Hold>> objects =
        List.of(
            a.client().lock(path("lock"))::acquire,
            a.client().readWriteLock(path("pair")).readLock()::acquire,
            a.client().semaphore(path("permits"), 1)::acquire,
            a.client().election(path("election"))::campaign);
    List<Hold> lost = new ArrayList<>();
    objects.forEach(object -> lost.add(stage().own(a, a.call("acquires", object))));
    renewSession(a);
    lost.forEach(hold -> reaches(hold, HoldState.LOST));
    for (Callable<? extends Hold> object : objects) {
      Hold again = stage().own(a, a.call("acquires again", object));
      assertEquals(HoldState.HELD, again.state(), () -> say(again));
    }
  }

  // ---- the link breaks, the session lives

  @Rule({"SESSION-04", "HOLD-04", "HOLD-03"})
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void aBlipIsSurvivedByAHold(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold hold = line.acquire(a);
    Call<Hold> wait = line.enqueue(connect("B"));
    Recorder<HoldState> states = states(hold);
    long token = hold.fencingToken();
    for (int i = 1; i <= 2; i++) {
      a.cutLink();
      reaches(hold, HoldState.SUSPECT);
      assertTrue(hold.isHeld());
      a.restoreLink();
      reaches(hold, HoldState.HELD);
    }
    line.waits(wait);
    line.isHeld(hold);
    assertEquals(token, hold.fencingToken());
    assertFalse(states.wasTold(HoldState.LOST), states::toString);
    eventually(states::toString, () -> states.endsWith(HoldState.HELD));
  }

  @Rule("SESSION-05")
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void aBlipIsSurvivedByEveryWaitOfAClient(HoldRecipe recipe) {
    Line one = line(recipe, path("one"));
    Line two = line(recipe, path("two"));
    Actor a = connect("A");
    Actor b = connect("B");
    Hold holdOne = one.acquire(a);
    Hold holdTwo = two.acquire(a);
    Call<Hold> waitOne = one.enqueue(b);
    Call<Hold> waitTwo = two.enqueue(b);
    long placeOne = one.tokenAt(1);
    b.cutLink();
    a.release(holdOne);
    one.waits(waitOne, waitTwo);
    b.restoreLink();
    Hold granted = one.granted(waitOne);
    one.keptPlace(placeOne, granted);
    one.isHeld(granted);
    two.waits(waitTwo);
    a.release(holdTwo);
    two.isHeld(two.granted(waitTwo));
  }

  @Rule("SESSION-08")
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @Test
  void theConnectionStateIsToldInOrder() {
    Actor a = connect("A");
    reaches(a, CONNECTED);
    Recorder<ConnectionState> states = connection(a);
    eventually(states::toString, () -> states.endsWith(CONNECTED));
    long blips = states.times(SUSPENDED);
    a.cutLink();
    reaches(a, SUSPENDED);
    eventually(states::toString, () -> states.times(SUSPENDED) > blips);
    a.restoreLink();
    reaches(a, CONNECTED);
    eventually(states::toString, () -> states.endsWith(CONNECTED));
    assertFalse(states.wasTold(LOST), states::toString);
    renewSession(a);
    a.run("closes", a.client()::close);
    assertEquals(CLOSED, a.client().connectionState());
    eventually(states::toString, () -> states.endsWith(CLOSED));
    assertEquals(List.of(CONNECTED, LOST, CONNECTED, CLOSED), withoutBlips(states.told()));
  }

  /** The states that matter: without SUSPENDED, and without the CONNECTED that ends it. */
  private static List<ConnectionState> withoutBlips(List<ConnectionState> told) {
    List<ConnectionState> essence = new ArrayList<>();
    for (ConnectionState state : told) {
      boolean again = !essence.isEmpty() && essence.get(essence.size() - 1) == state;
      if (state != SUSPENDED && !again) {
        essence.add(state);
      }
    }
    return essence;
  }

  @Rule({"SESSION-09", "HOLD-10", "COUNTER-10", "LOCK-04"})
  @Requires(Capability.RESTART_STORE)
  @Test
  void aRestartOfTheStoreIsSurvived() {
    Line line = line(LOCK);
    Actor a = connect("A");
    Hold hold = line.acquire(a);
    Call<Hold> second = line.enqueue(connect("B"));
    Call<Hold> third = line.enqueue(connect("C"));
    List<StoreInspector.Contender> before = line.contenders();
    DistributedCounter counter = a.client().counter(path("counter"));
    a.run("sets", () -> counter.reset(41));
    harness().restartStore();
    reaches(hold, HoldState.HELD);
    line.waits(second, third);
    assertEquals(before, line.contenders());
    assertEquals(42, a.count("increments", counter::increment));
    a.release(hold);
    Hold next = line.granted(second);
    line.isHeld(next);
    next.releaseAsync();
    Hold last = line.granted(third);
    line.isHeld(last);
    last.releaseAsync();
    Hold fresh = line.acquire(a);
    assertTrue(
        fresh.fencingToken() > last.fencingToken(), () -> say(fresh) + " after " + say(last));
  }
}
