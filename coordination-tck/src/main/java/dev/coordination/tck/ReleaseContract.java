package dev.coordination.tck;

import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules HOLD-11 to HOLD-16: how a hold is given back, also when nobody is listening. */
public abstract class ReleaseContract extends TckTest {

  /** For subclasses. */
  protected ReleaseContract() {}

  @Rule("HOLD-11")
  @EveryHold
  void afterReleaseTheWayIsFree(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    for (Consumer<Hold> end : List.<Consumer<Hold>>of(Hold::release, Hold::close)) {
      for (Actor next : List.of(b, a)) {
        Hold hold = line.acquire(a);
        a.run("releases", () -> end.accept(hold));
        isReleased(hold);
        b.release(line.take(next));
      }
    }
  }

  private static void isReleased(Hold hold) {
    assertEquals(HoldState.RELEASED, hold.state());
    assertFalse(hold.isHeld());
    assertEquals(Duration.ZERO, hold.remaining());
  }

  @Rule("HOLD-11")
  @EveryHold
  void releasedBeforeAnyoneElseIsGranted(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    for (int i = 0; i < 10; i++) {
      Hold hold = line.acquire(a);
      Call<Hold> wait = line.enqueue(b);
      Call<?> release = a.startRun("releases", hold::release);
      Hold next = line.granted(wait);
      isReleased(hold);
      stage().ended(release);
      b.release(next);
    }
  }

  @Rule("HOLD-12")
  @EveryHold
  void anyThreadMayReleaseAnyNumberOfTimes(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold hold = line.acquire(a);
    List<Call<@Nullable Void>> releases =
        List.of(
            a.startRun("releases", hold::release),
            a.startRun("releases too", hold::release),
            a.startRun("closes", hold::close),
            a.startRun("releases asynchronously", hold::releaseAsync));
    releases.forEach(stage()::await);
    isReleased(hold);
    Hold next = line.take(connect("B"));
    a.release(hold);
    isReleased(hold);
    line.isHeld(next);
  }

  @Rule("HOLD-12")
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @EveryHold
  void noReleaseThrows(HoldRecipe recipe) {
    Actor a = connect("A");
    Hold lost = line(recipe, path("lost")).acquire(a);
    renewSession(a);
    reaches(lost, HoldState.LOST);
    a.release(lost);
    assertEquals(HoldState.LOST, lost.state(), "a release leaves a lost hold lost");
    Hold cutOff = line(recipe, path("cut")).acquire(a);
    Hold closed = line(recipe, path("closed")).acquire(a);
    a.cutLink();
    a.release(cutOff);
    isReleased(cutOff);
    a.run("closes", a.client()::close);
    List.of(lost, cutOff, closed).forEach(a::release);
    assertEquals(HoldState.LOST, lost.state());
    isReleased(cutOff);
    a.run("awaits", () -> closed.releaseAsync().toCompletableFuture().join());
  }

  @Rule("HOLD-13")
  @Requires(Capability.EXPIRE_NOW)
  @EveryHold
  void aLostHoldDoesNotReleaseItsSuccessor(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold stale = line.acquire(a);
    Call<Hold> next = line.enqueue(connect("B"));
    renewSession(a);
    reaches(stale, HoldState.LOST);
    Hold successor = line.granted(next);
    Call<Hold> own = line.enqueue(a);
    a.release(stale);
    a.run("releases", stale::releaseAsync);
    line.waits(own);
    line.isHeld(successor);
    assertEquals(List.of("B", "A"), line.names());
    successor.releaseAsync();
    Hold later = line.granted(own);
    a.release(stale);
    settle();
    line.isHeld(later);
  }

  @Rule("HOLD-13")
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void aReleaseThatArrivesLateRemovesOnlyItsOwn(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold first = line.acquire(a);
    Call<Hold> behind = line.enqueue(connect("B"));
    a.cutLink();
    first.releaseAsync();
    Call<Hold> again = line.start(a);
    a.restoreLink();
    Hold second = line.granted(behind);
    line.becomes("B", "A");
    line.waits(again);
    a.release(first);
    line.isHeld(second);
    second.releaseAsync();
    line.isHeld(line.granted(again));
  }

  @Rule({"HOLD-13", "HOLD-15"})
  @Requires(Capability.LOSE_REPLY)
  @EveryHold
  void aRepeatedReleaseRemovesOnlyItsOwn(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold first = line.acquire(a);
    Call<Hold> behind = line.enqueue(connect("B"));
    a.loseReplyOfWrite(1);
    Call<?> release = a.startRun("releases", first::release);
    Hold second = line.granted(behind);
    stage().ended(release);
    reaches(a, ConnectionState.CONNECTED);
    Call<Hold> again = line.enqueue(a);
    line.isHeld(second);
    second.releaseAsync();
    line.isHeld(line.granted(again));
  }

  @Rule("HOLD-14")
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void aReleaseWithoutALinkEndsAndIsMadeUpFor(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold hold = line.acquire(a);
    Call<Hold> next = line.enqueue(connect("B"));
    a.cutLink();
    a.release(hold);
    isReleased(hold);
    line.waits(next);
    a.restoreLink();
    line.isHeld(line.granted(next));
    assertEquals(List.of("B"), line.names());
  }

  @Rule("HOLD-14")
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_BY_TIME})
  @Test
  void aReleaseWithoutALinkIsMadeUpForByTheEndOfTheSession() {
    Line line = line(LOCK);
    Actor a = connect("A");
    Hold hold = line.acquire(a);
    Call<Hold> next = line.enqueue(connect("B"));
    a.cutLink();
    a.release(hold);
    a.expireByTime();
    line.isHeld(line.granted(next));
  }

  @Rule("HOLD-15")
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @EveryHold
  void aReleaseDoesNotDependOnOneMessage(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    Hold witness = line(recipe, path("witness")).acquire(a);
    for (Consumer<Actor> fault :
        List.<Consumer<Actor>>of(x -> x.loseWrite(1), x -> x.loseReplyOfWrite(1))) {
      Hold hold = line.acquire(a);
      Call<Hold> next = line.enqueue(b);
      fault.accept(a);
      a.release(hold);
      isReleased(hold);
      b.release(line.granted(next));
      reaches(witness, HoldState.HELD); // the same session
    }
  }

  @Rule("HOLD-16")
  @EveryHold
  void anAsynchronousReleasePrecedesWhatFollows(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    for (int i = 0; i < 10; i++) {
      Call<CompletionStage<Void>> released =
          a.start(
              "releases and tries",
              () -> {
                CompletionStage<Void> stage =
                    line.report(a, line.next().acquire(a.client(), line.path())).releaseAsync();
                Hold again =
                    line.next()
                        .tryNow(a.client(), line.path())
                        .orElseThrow(() -> new AssertionError("the way was not free"));
                line.report(a, again).releaseAsync();
                return stage;
              });
      var stage = await(released).toCompletableFuture();
      eventually(() -> "the release was not confirmed", stage::isDone);
      assertFalse(stage.isCompletedExceptionally());
    }
  }

  @Rule({"HOLD-16", "HOLD-14"})
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void anAsynchronousReleaseWaitsForNothing(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold hold = line.acquire(a);
    Call<Hold> next = line.enqueue(connect("B"));
    a.cutLink();
    Call<CompletionStage<Void>> call = a.start("releases", hold::releaseAsync);
    endsAtOnce(call);
    isReleased(hold);
    var stage = await(call).toCompletableFuture();
    eventually(() -> "the stage did not complete", stage::isDone);
    assertTrue(!stage.isCompletedExceptionally(), "the stage completed exceptionally");
    a.restoreLink();
    line.isHeld(line.granted(next));
  }
}
