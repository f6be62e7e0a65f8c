package dev.coordination.tck;

import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules HOLD-01 to HOLD-10 and HOLD-17: what a hold says of itself, and when it is over. */
public abstract class HoldContract extends TckTest {

  /** For subclasses. */
  protected HoldContract() {}

  // ---- from grant to loss

  @Rule({"HOLD-01", "HOLD-06"})
  @EveryHold
  void aFreshHoldIsHeld(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold hold = line.acquire(a);
    assertEquals(HoldState.HELD, hold.state());
    assertTrue(hold.isHeld());
    assertEquals("A", hold.identifier());
    assertEquals(line.path(), hold.path());
    assertEquals(line.tokenAt(0), hold.fencingToken(), "the token in the store");
    Duration left = hold.remaining();
    assertTrue(left.compareTo(Duration.ZERO) > 0, left::toString);
    assertTrue(left.compareTo(harness().sessionTimeout()) <= 0, left::toString);
    Call<Hold> next = line.enqueue(connect("B"));
    a.release(hold);
    Hold handedOver = line.granted(next);
    assertEquals(HoldState.HELD, handedOver.state());
    assertTrue(handedOver.remaining().compareTo(Duration.ZERO) > 0, () -> say(handedOver));
  }

  @Rule({"HOLD-01", "SESSION-03"})
  @Requires(Capability.FREEZE)
  @Test
  void aGrantThatWasSleptThroughIsNotBelieved() {
    Line line = line(LOCK);
    Actor a = connect("A");
    Actor b = connect("B");
    Hold holder = line.acquire(a);
    Call<Hold> asleep = line.enqueue(b);
    Call<Hold> behind = line.enqueue(connect("C"));
    b.freeze();
    a.release(holder);
    stage()
        .within(
            session(2).plus(stage().promptly()),
            () -> "C was not granted after B's session: " + line.contenders(),
            behind::isDone);
    Hold third = line.granted(behind);
    b.thaw();
    eventually(
        () -> "B neither woke up with a lost hold nor joined anew: " + line.contenders(),
        () -> asleep.isDone() || line.names().equals(List.of("C", "B")));
    if (asleep.isDone()) {
      assertEquals(HoldState.LOST, asleep.result().state(), "granted while B slept");
    } else {
      line.waits(asleep);
    }
    line.isHeld(third);
  }

  @Rule({"HOLD-06", "HOLD-02"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_BY_TIME})
  @Test
  void remainingIsAPromise() {
    Line line = line(LOCK);
    Actor a = connect("A");
    Hold hold = line.acquire(a);
    Call<Hold> next = line.enqueue(connect("B"));
    a.cutLink();
    reaches(hold, HoldState.SUSPECT);
    Duration cut = stage().now();
    Duration promised = cut; // until when nobody else was to be granted it
    Duration shown = hold.remaining();
    while (!next.isDone()) {
      Duration asked = stage().now();
      assertTrue(asked.minus(cut).compareTo(session(3)) < 0, () -> "nobody succeeded " + say(hold));
      Duration left = hold.remaining();
      assertTrue(left.compareTo(shown) <= 0, "remaining() grew from " + shown + " to " + left);
      assertFalse(left.isZero() && hold.isHeld(), () -> "nothing remains of " + say(hold));
      assertTrue(hold.isHeld() || hold.remaining().isZero(), () -> say(hold));
      promised = asked.plus(left).compareTo(promised) > 0 ? asked.plus(left) : promised;
      shown = left;
      advance(session(0.0125));
    }
    Duration tooEarly = promised.minus(stage().now());
    assertFalse(
        tooEarly.compareTo(Duration.ZERO) > 0,
        () -> "granted to another " + tooEarly + " before the time promised by " + say(hold));
    assertEquals(HoldState.LOST, hold.state());
  }

  @Rule({"HOLD-03", "HOLD-07"})
  @Requires(Capability.CUT_LINK)
  @Test
  void whatWasLostStaysLostThoughTheSessionLives() {
    Line line = line(LOCK);
    Actor a = connect("A");
    Hold hold = line.acquire(a);
    Recorder<HoldState> states = states(hold);
    Call<Hold> next = line.enqueue(connect("B"));
    a.cutLink();
    Duration cut = stage().now();
    while (hold.isHeld()) { // in steps small enough to restore the link before the session ends
      assertTrue(stage().now().minus(cut).compareTo(session(2)) < 0, () -> say(hold));
      advance(session(0.005));
    }
    a.restoreLink();
    Hold successor = line.granted(next);
    reaches(a, ConnectionState.CONNECTED);
    line.isHeld(successor);
    assertEquals(HoldState.LOST, hold.state());
    assertTrue(hold.remaining().isZero());
    eventually(states::toString, () -> states.endsWith(HoldState.LOST));
    assertEquals(1, states.times(HoldState.LOST), states::toString);
  }

  @Rule("HOLD-05")
  @Test
  void aConnectedHolderKeepsHundredsOfHolds() {
    Actor a = connect("A");
    List<CompletableFuture<Hold>> granted =
        IntStream.range(0, 500)
            .mapToObj(i -> a.client().lock(path("hold" + i)).acquireAsync())
            .toList();
    eventually(
        () -> granted.stream().filter(CompletableFuture::isDone).count() + " of 500 granted",
        () -> granted.stream().allMatch(CompletableFuture::isDone));
    List<Hold> holds = granted.stream().map(future -> stage().own(a, future.join())).toList();
    int quarters = harness().virtualTime() ? 40 : 5;
    for (int i = 0; i < quarters; i++) {
      advance(session(0.25));
      holds.forEach(
          hold -> assertTrue(hold.remaining().compareTo(Duration.ZERO) > 0, () -> say(hold)));
      holds.forEach(hold -> assertEquals(HoldState.HELD, hold.state(), () -> say(hold)));
    }
  }

  @Rule("HOLD-08")
  @Requires(Capability.DELETE_BY_HAND)
  @EveryHold
  void aHoldDeletedByHandIsLostUnasked(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold hold = line.acquire(connect("A"));
    Recorder<HoldState> states = states(hold);
    Call<Hold> next = line.enqueue(connect("B"));
    line.deleteContender(0);
    stage().within(session(0.5), () -> "told " + states, () -> states.wasTold(HoldState.LOST));
    assertEquals(HoldState.LOST, hold.state());
    line.isHeld(line.granted(next));
  }

  @Rule("HOLD-08")
  @Requires(Capability.EXPIRE_NOW)
  @EveryHold
  void aHoldWhoseSessionIsEndedByHandIsLostUnasked(HoldRecipe recipe) {
    Actor a = connect("A");
    Line line = line(recipe);
    Hold hold = line.acquire(a);
    Recorder<HoldState> states = states(hold);
    a.expireNow();
    stage().within(session(0.5), () -> "told " + states, () -> states.wasTold(HoldState.LOST));
    assertEquals(HoldState.LOST, hold.state());
  }

  // ---- tokens

  @Rule("HOLD-09")
  @EveryHold
  void tokensIncreaseOverEveryWayOfBeingGranted(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    List<Hold> grants = new ArrayList<>();
    grants.add(line.acquire(a)); // free
    Call<Hold> waiting = line.enqueue(b);
    a.release(grants.get(0));
    grants.add(line.granted(waiting)); // handed over
    Call<Hold> givingUp = line.enqueue(connect("C"));
    Call<Hold> behind = line.enqueue(a);
    givingUp.interrupt();
    stage().ended(givingUp);
    b.release(grants.get(1));
    grants.add(line.granted(behind)); // behind one who gave up
    a.release(grants.get(2));
    grants.add(line.take(b)); // tried
    b.release(grants.get(3));
    grants.add(line.tryFor(b, session(0.5)).orElseThrow()); // tried for a time, by the same
    b.release(grants.get(4));
    grants.add(await(a.start("acquires by future", () -> line.report(a, line.async(a).get()))));
    assertIncreasing(grants);
  }

  @Rule("HOLD-09")
  @Requires(Capability.EXPIRE_NOW)
  @EveryHold
  void tokensIncreaseOverTheEndOfSessions(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    List<Hold> grants = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      grants.add(line.acquire(a));
      renewSession(a);
      line.becomes();
    }
    grants.add(line.acquire(a));
    assertIncreasing(grants);
  }

  @Rule({"HOLD-10", "PATH-04"})
  @Requires(Capability.DELETE_BY_HAND)
  @EveryHold
  void tokensIncreaseOverTheRemovalOfThePath(HoldRecipe recipe) {
    Line line = line(recipe, path("deep") + "/down/line");
    Actor a = connect("A");
    List<Hold> grants = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3 - i; j++) { // more grants first, so that a restarted count shows
        grants.add(line.acquire(a));
        a.release(grants.get(grants.size() - 1));
      }
      line.deleteAll();
      store().deleteAll(path("deep"));
    }
    grants.add(line.acquire(connect("B")));
    assertIncreasing(grants);
  }

  // ---- being told

  @Rule("HOLD-17")
  @EveryHold
  void aReleaseIsToldOnce(HoldRecipe recipe) {
    Actor a = connect("A");
    Hold hold = line(recipe).acquire(a);
    Recorder<HoldState> early = states(hold);
    Recorder<HoldState> ended = new Recorder<>();
    var unused = hold.ended().thenAccept(ended);
    hold.ended().toCompletableFuture().complete(HoldState.LOST); // concerns nobody else
    a.release(hold);
    a.release(hold);
    eventually(
        early::toString, () -> early.told().equals(List.of(HoldState.HELD, HoldState.RELEASED)));
    eventually(ended::toString, () -> ended.told().equals(List.of(HoldState.RELEASED)));
    Recorder<HoldState> late = states(hold);
    Recorder<HoldState> lateEnded = new Recorder<>();
    var unusedToo = hold.ended().thenAccept(lateEnded);
    eventually(late::toString, () -> late.told().equals(List.of(HoldState.RELEASED)));
    eventually(lateEnded::toString, () -> lateEnded.told().equals(List.of(HoldState.RELEASED)));
    never(early::toString, () -> early.told().size() > 2 || ended.told().size() > 1);
  }

  @Rule({"HOLD-17", "HOLD-02"})
  @Requires(Capability.CUT_LINK)
  @Test
  void theDeadlineIsToldUnasked() {
    Actor a = connect("A");
    // Not through a line: its judge would ask the hold.
    Hold hold = stage().own(a, a.call("acquires", a.client().lock(path("line"))::acquire));
    Recorder<HoldState> states = states(hold);
    Recorder<HoldState> ended = new Recorder<>();
    var unused = hold.ended().thenAccept(ended);
    a.cutLink();
    advance(harness().sessionTimeout());
    eventually(states::toString, () -> states.endsWith(HoldState.LOST));
    eventually(ended::toString, () -> ended.told().equals(List.of(HoldState.LOST)));
    List<HoldState> told = states.told();
    assertTrue(
        told.equals(List.of(HoldState.HELD, HoldState.SUSPECT, HoldState.LOST))
            || told.equals(List.of(HoldState.HELD, HoldState.LOST)),
        states::toString);
    a.release(hold);
    a.restoreLink();
    reaches(a, ConnectionState.CONNECTED);
    assertEquals(HoldState.LOST, hold.state());
    never(states::toString, () -> states.times(HoldState.LOST) > 1 || ended.told().size() > 1);
  }
}
