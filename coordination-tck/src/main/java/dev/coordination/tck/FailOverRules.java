package dev.coordination.tck;

import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules LOCK-07 and LOCK-09: how holders and waiters that are gone are passed over. */
abstract class FailOverRules extends TckTest {

  @Rule({"LOCK-07", "SESSION-01"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_BY_TIME})
  @Test
  void aHolderThatIsCutOffIsLostBeforeTheNextIsGranted() {
    Actor a = connect("A");
    Actor b = connect("B");
    List<Line> lines = everyLine();
    List<Hold> cut = lines.stream().map(line -> line.acquire(a)).toList();
    List<Call<Hold>> next = lines.stream().map(line -> line.enqueue(b)).toList();
    a.cutLink();
    for (int i = 0; i < lines.size(); i++) {
      failsOver(lines.get(i), cut.get(i), next.get(i));
    }
    a.restoreLink();
    settle();
    cut.forEach(hold -> assertEquals(HoldState.LOST, hold.state()));
  }

  /** Curator tells one whose link has fallen silent seconds after another has the lock. */
  @Rule({"LOCK-07", "HOLD-02", "HOLD-17"})
  @Requires(Capability.EXPIRE_BY_TIME)
  @Test
  void aHolderThatHearsNothingMoreIsLostBeforeTheNextIsGranted() {
    Actor a = connect("A");
    Actor b = connect("B");
    List<Line> lines = everyLine();
    List<Hold> silent = lines.stream().map(line -> line.acquire(a)).toList();
    List<Recorder<HoldState>> told = silent.stream().map(this::states).toList();
    List<Call<Hold>> next = lines.stream().map(line -> line.enqueue(b)).toList();
    a.expireByTime();
    for (int i = 0; i < lines.size(); i++) {
      Recorder<HoldState> states = told.get(i);
      failsOver(lines.get(i), silent.get(i), next.get(i));
      assertEquals(HoldState.LOST, silent.get(i).state());
      eventually(states::toString, () -> states.endsWith(HoldState.LOST)); // still without a link
    }
  }

  @Rule({"LOCK-07", "HOLD-02"})
  @Requires(Capability.FREEZE)
  @Test
  void aHolderThatIsStoppedIsLostBeforeTheNextIsGranted() {
    Line line = line(LOCK);
    Actor a = connect("A");
    Hold stopped = line.acquire(a);
    Call<Hold> next = line.enqueue(connect("B"));
    a.freeze();
    failsOver(line, stopped, next);
    assertEquals(HoldState.LOST, stopped.state(), "as seen by the stopped process on waking");
    a.thaw();
    line.isHeld(line.granted(next));
    assertEquals(HoldState.LOST, stopped.state());
  }

  @Rule("LOCK-07")
  @Requires(Capability.KILL)
  @Test
  void aHolderThatDiesIsSucceeded() {
    Line line = line(LOCK);
    Actor a = connect("A");
    Hold orphan = line.acquire(a);
    Call<Hold> next = line.enqueue(connect("B"));
    a.kill();
    failsOver(line, orphan, next);
  }

  /** Goes through the session's end in small steps; the judge of exclusion looks at each. */
  private void failsOver(Line line, Hold old, Call<Hold> next) {
    Duration bound = session(2);
    stage()
        .within(
            bound.plus(stage().promptly()),
            () -> "nobody succeeded " + say(old) + "; the line is " + line.contenders(),
            next::isDone);
    Hold successor = line.granted(next);
    assertFalse(old.isHeld(), () -> say(successor) + " was granted while held: " + say(old));
    line.isHeld(successor);
  }

  @Rule({"LOCK-09", "LOCK-04"})
  @Requires(Capability.KILL)
  @Test
  void theDeadArePassedOver() {
    Line line = line(LOCK);
    Actor a = connect("A");
    Actor b = connect("B");
    Actor d = connect("D");
    Hold holder = line.acquire(a);
    Call<Hold> dead = line.enqueue(b);
    Call<Hold> c = line.enqueue(connect("C"));
    Call<Hold> alsoDead = line.enqueue(d);
    Call<Hold> e = line.enqueue(connect("E"));
    List.of(a, b, d).forEach(Actor::kill);
    failsOver(line, holder, c);
    assertFalse(dead.isDone() && !dead.failed(), "the dead B was granted");
    line.becomes("C", "E");
    line.waits(e);
    line.granted(c).releaseAsync();
    line.isHeld(line.granted(e));
    assertFalse(alsoDead.isDone() && !alsoDead.failed(), "the dead D was granted");
  }

  @Rule("LOCK-09")
  @Requires(Capability.EXPIRE_NOW)
  @EveryHold
  void allPredecessorsVanishTogether(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    Actor c = connect("C");
    line.acquire(a);
    line.enqueue(b);
    line.enqueue(c);
    Call<Hold> last = line.enqueue(connect("D"));
    c.expireNow();
    a.expireNow();
    b.expireNow();
    line.isHeld(line.granted(last));
  }

  @Rule("LOCK-09")
  @EveryHold
  void noWakeUpIsLostWhileEnqueueing(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    List<Actor> others = IntStream.range(0, 3).mapToObj(i -> connect("B" + i)).toList();
    for (int round = 0; round < 8; round++) {
      Hold holder = line.acquire(a);
      Call<Hold> first = line.enqueue(others.get(0));
      // Enqueueing, releasing and giving up at once, in every order that chance finds.
      Call<Hold> second = line.start(others.get(1));
      Call<?> release = a.startRun("releases", holder::release);
      first.interrupt();
      Call<Hold> third = line.start(others.get(2));
      stage().ended(first);
      stage().ended(release);
      if (!first.failed()) {
        first.result().releaseAsync();
      }
      grantedInEitherOrder(line, second, third);
    }
  }

  private void grantedInEitherOrder(Line line, Call<Hold> one, Call<Hold> other) {
    eventually(
        () -> "neither was granted; the line is " + line.contenders(),
        () -> one.isDone() || other.isDone());
    (one.isDone() ? one : other).result().releaseAsync();
    line.granted(one).releaseAsync();
    line.granted(other).releaseAsync();
  }
}
