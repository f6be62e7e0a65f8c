package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.time.Duration;
import java.util.Optional;

/** The rules WAIT-06 and WAIT-07: entries and paths that somebody removes by hand. */
abstract class RemovalRules extends TckTest {

  @Rule("WAIT-06")
  @Requires(Capability.DELETE_BY_HAND)
  @EveryHold
  void aWaiterDeletedByHandRejoinsAtTheEnd(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold holder = line.acquire(a);
    Call<Hold> deleted = line.enqueue(connect("B"));
    Call<Hold> behind = line.enqueue(connect("C"));
    line.deleteContender(1);
    line.becomes("A", "C", "B");
    line.waits(deleted, behind);
    a.release(holder);
    Hold second = line.granted(behind);
    line.waits(deleted);
    second.releaseAsync();
    line.isHeld(line.granted(deleted));
  }

  @Rule({"WAIT-06", "SESSION-03"})
  @Requires(Capability.DELETE_BY_HAND)
  @EveryHold
  void aWaiterDeletedTogetherWithItsPredecessorIsNotGranted(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    for (boolean waiterFirst : new boolean[] {true, false}) {
      line.acquire(a);
      Call<Hold> wait = line.enqueue(connect("B"));
      long ghost = line.tokenAt(1);
      line.deleteContender(waiterFirst ? 1 : 0);
      line.deleteContender(0);
      Hold granted = line.granted(wait);
      if (!line.shows(granted)) {
        assertFalse(waiterFirst, "granted to an entry that was gone before its predecessor");
        reaches(granted, HoldState.LOST);
      } else {
        line.isHeld(granted);
        assertNotEquals(ghost, granted.fencingToken());
        granted.releaseAsync();
      }
      line.becomes();
    }
  }

  @Rule({"WAIT-06", "TIME-04"})
  @Requires(Capability.DELETE_BY_HAND)
  @EveryHold
  void aWaiterDeletedByHandKeepsItsDeadline(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold holder = line.acquire(connect("A"));
    Duration timeout = session(0.4);
    Duration begun = stage().now();
    Call<Optional<Hold>> wait = line.startTry(connect("B"), timeout);
    line.becomes("A", "B");
    long place = line.tokenAt(1);
    line.deleteContender(1);
    eventually(
        () -> "B did not rejoin: " + line.contenders(),
        () -> line.contenders().size() == 2 && line.tokenAt(1) != place);
    lasts(timeout, begun, wait);
    assertTrue(await(wait).isEmpty());
    line.becomes("A");
    line.isHeld(holder);
  }

  @Rule({"WAIT-07", "HOLD-08"})
  @Requires(Capability.DELETE_BY_HAND)
  @EveryHold
  void theRemovalOfThePathStopsNobody(HoldRecipe recipe) {
    Line line = line(recipe, path("tidied") + "/line");
    Hold holder = line.acquire(connect("A"));
    Call<Hold> one = line.enqueue(connect("B"));
    Call<Hold> other = line.enqueue(connect("C"));
    line.deleteAll();
    reaches(holder, HoldState.LOST);
    eventually(
        () -> "nobody was granted; the line is " + line.contenders(),
        () -> one.isDone() || other.isDone());
    Call<Hold> first = one.isDone() ? one : other;
    Call<Hold> last = one.isDone() ? other : one;
    heldOrRemoved(line, first.result());
    first.result().releaseAsync();
    heldOrRemoved(line, line.granted(last));
  }

  /** A store that removes one entry after the other may grant what it is about to remove. */
  private void heldOrRemoved(Line line, Hold hold) {
    if (line.shows(hold)) {
      line.isHeld(hold);
    } else {
      reaches(hold, HoldState.LOST);
    }
  }
}
