package dev.coordination.tck;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.ServiceUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules SEM-04, SEM-10, SEM-13 and SEM-15: holders and waiters that suffer faults. */
abstract class PermitFaultRules extends TckTest {

  final Line permits(int limit) {
    return line(new PermitRecipe(limit));
  }

  // ---- holders that go

  @Rule({"SEM-04", "SEM-10", "LOCK-07"})
  @Requires(Capability.KILL)
  @Test
  void theDeadGiveEveryPermitBack() {
    Line line = permits(3);
    Actor a = connect("A");
    Hold kept = line.acquire(connect("K"));
    List<Hold> orphans = List.of(line.acquire(a), line.acquire(a));
    List<Call<Hold>> waits =
        List.of(line.enqueue(connect("B")), line.enqueue(connect("C")), line.enqueue(connect("D")));
    a.kill();
    stage()
        .within(
            session(2).plus(stage().promptly()),
            () -> "the dead A keeps its permits: " + line.contenders(),
            () -> waits.get(0).isDone() && waits.get(1).isDone());
    orphans.forEach(orphan -> assertFalse(orphan.isHeld(), () -> say(orphan)));
    waits.subList(0, 2).forEach(wait -> line.isHeld(line.granted(wait)));
    line.isHeld(kept);
    line.waits(waits.get(2));
  }

  @Rule({"SEM-01", "SEM-04", "SEM-10", "LOCK-07", "HOLD-02"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_BY_TIME})
  @Test
  void holdersThatAreCutOffAreLostBeforeOthersAreGranted() {
    Line line = permits(2);
    List<Actor> cut = List.of(connect("A"), connect("B"));
    List<Hold> holds = cut.stream().map(line::acquire).toList();
    List<Call<Hold>> waits = List.of(line.enqueue(connect("C")), line.enqueue(connect("D")));
    cut.forEach(Actor::cutLink);
    stage()
        .within(
            session(2).plus(stage().promptly()),
            () -> "nobody succeeded those cut off: " + line.contenders(),
            () -> waits.stream().allMatch(Call::isDone));
    waits.forEach(wait -> line.isHeld(line.granted(wait)));
    cut.forEach(Actor::restoreLink);
    settle();
    holds.forEach(hold -> assertEquals(HoldState.LOST, hold.state()));
  }

  @Rule({"SEM-04", "HOLD-08"})
  @Requires({Capability.DELETE_BY_HAND, Capability.EXPIRE_NOW})
  @Test
  void aPermitThatIsTakenAwayGoesToTheNext() {
    Line line = permits(2);
    Actor b = connect("B");
    Hold oldest = line.acquire(connect("A"));
    Hold youngest = line.acquire(b);
    List<Call<Hold>> waits = List.of(line.enqueue(connect("C")), line.enqueue(connect("D")));
    line.deleteContender(1);
    reaches(youngest, HoldState.LOST);
    Hold next = line.granted(waits.get(0));
    line.isHeld(next);
    line.isHeld(oldest);
    line.waits(waits.get(1));
    Call<Hold> again = line.enqueue(b);
    b.expireNow(); // one that waits: nobody comes in by that
    line.becomes("A", "C", "D", "B");
    line.waits(waits.get(1), again);
    line.isHeld(oldest);
  }

  // ---- links that are cut

  @Rule({"SEM-10", "SESSION-04", "SESSION-05"})
  @Requires(Capability.CUT_LINK)
  @Test
  void aBlipCostsNoPermitAndNoPlace() {
    Line line = permits(2);
    Actor a = connect("A");
    Actor b = connect("B");
    Hold first = line.acquire(a);
    Hold second = line.acquire(b);
    Call<Hold> wait = line.enqueue(b);
    Call<Hold> behind = line.enqueue(connect("C"));
    long token = second.fencingToken();
    b.cutLink();
    reaches(second, HoldState.SUSPECT);
    a.release(first);
    b.restoreLink();
    reaches(second, HoldState.HELD);
    line.isHeld(line.granted(wait));
    line.isHeld(second);
    assertEquals(token, second.fencingToken());
    line.waits(behind);
  }

  @Rule({"SEM-10", "SESSION-09"})
  @Requires(Capability.RESTART_STORE)
  @Test
  void permitsAndLimitSurviveARestartOfTheStore() {
    Line line = permits(2);
    List<Hold> holds = List.of(line.acquire(connect("A")), line.acquire(connect("B")));
    Call<Hold> wait = line.enqueue(connect("C"));
    harness().restartStore();
    holds.forEach(hold -> reaches(hold, HoldState.HELD));
    line.waits(wait);
    assertEquals(List.of("A", "B", "C"), line.names());
    holds.get(1).releaseAsync();
    line.isHeld(line.granted(wait));
    assertEquals("2", new String(store().read(line.path()).orElseThrow(), US_ASCII));
  }

  // ---- messages that are lost

  /** Kazoo and Curator have left permits behind that nobody held: CURATOR-315, CURATOR-335. */
  @Rule({"SEM-13", "LOCK-10", "ERR-04"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void oneAcquireIsOnePermitWhicheverMessageIsLost() {
    Line line = permits(2);
    Actor a = connect("A");
    Hold other = line.acquire(connect("B"));
    for (Consumer<Actor> fault : faults()) {
      fault.accept(a);
      Hold hold = line.acquire(a);
      line.isHeld(hold);
      assertEquals(List.of("B", "A"), line.names());
      a.release(hold);
      line.becomes("B");
      reaches(a, ConnectionState.CONNECTED);
    }
    line.isHeld(other);
  }

  @Rule({"SEM-13", "WAIT-03"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aRefusedTryTakesNoPermitWhicheverMessageIsLost() {
    Line line = permits(1);
    Hold holder = line.acquire(connect("A"));
    Actor b = connect("B");
    for (Consumer<Actor> fault : faults()) {
      fault.accept(b);
      Call<Optional<Hold>> call = line.startTry(b);
      stage().ended(call);
      if (call.failed()) {
        assertInstanceOf(ServiceUnavailableException.class, call.failure());
      } else {
        assertEquals(Optional.empty(), call.result());
      }
      line.becomes("A");
      reaches(b, ConnectionState.CONNECTED);
    }
    line.isHeld(holder);
    b.release(line(new PermitRecipe(1), path("elsewhere")).acquire(b)); // suffers what is left
  }

  @Rule({"SEM-13", "LOCK-10"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aHandOverIsOnePermitWhicheverMessageIsLost() {
    Line line = permits(2);
    Actor a = connect("A");
    Actor b = connect("B");
    Hold kept = line.acquire(a);
    for (Consumer<Actor> fault : faults()) {
      Hold given = line.acquire(a);
      Call<Hold> wait = line.enqueue(b);
      Call<Hold> behind = line.enqueue(a);
      fault.accept(b);
      a.release(given);
      Hold granted = line.granted(wait);
      line.isHeld(granted);
      assertEquals(List.of("A", "B", "A"), line.names());
      line.waits(behind);
      b.release(granted);
      a.release(line.granted(behind));
      line.becomes("A");
      reaches(b, ConnectionState.CONNECTED);
    }
    line.isHeld(kept);
  }

  /** Where time is real each of them costs a reconnection. */
  private List<Consumer<Actor>> faults() {
    List<Consumer<Actor>> faults = new ArrayList<>();
    int writes = harness().virtualTime() ? 4 : 2;
    for (int write = 1; write <= writes; write++) {
      int n = write;
      faults.add(actor -> actor.loseWrite(n));
      faults.add(actor -> actor.loseReplyOfWrite(n));
    }
    return faults;
  }

  /** CURATOR-335, CURATOR-595: after a contended try the permit is nobody's, and nobody gets it. */
  @Rule({"SEM-13", "SEM-02"})
  @Test
  void contendedTriesLeaveEveryPermitToBeHad() {
    Line line = permits(2);
    List<Call<@Nullable Void>> calls = new ArrayList<>();
    for (Actor actor : List.of(connect("A"), connect("B"), connect("C"))) {
      var semaphore = actor.client().semaphore(line.path(), 2);
      calls.add(
          actor.startRun(
              "tries often",
              () ->
                  IntStream.range(0, 25)
                      .forEach(i -> semaphore.tryAcquire().ifPresent(Hold::release))));
    }
    calls.forEach(this::await);
    line.becomes();
    Actor d = connect("D");
    List.of(line.take(d), line.take(d)).forEach(line::isHeld);
  }

  // ---- the path that is removed

  @Rule({"SEM-15", "WAIT-07", "HOLD-08"})
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void theRemovalOfThePathKeepsTheLimit() {
    for (boolean waitsToo : new boolean[] {true, false}) {
      Line line = line(new PermitRecipe(2), path("tidied" + waitsToo) + "/line");
      List<Hold> holds = List.of(line.acquire(connect("A")), line.acquire(connect("B")));
      List<Call<Hold>> waits = new ArrayList<>();
      for (String name : List.of("C", "D", "E")) {
        waits.add(line.enqueue(connect(name)));
      }
      if (waitsToo) {
        line.deleteAll();
      } else {
        line.deletePath();
      }
      holds.forEach(hold -> reaches(hold, HoldState.LOST));
      List<Call<Hold>> granted = firstTwo(line, waits);
      granted.forEach(wait -> line.isHeld(line.granted(wait)));
      line.waits(waits.stream().filter(wait -> !granted.contains(wait)).toArray(Call<?>[]::new));
      assertEquals("2", new String(store().read(line.path()).orElseThrow(), US_ASCII));
      granted.forEach(wait -> wait.result().releaseAsync());
      waits.forEach(wait -> line.granted(wait).releaseAsync());
      line.becomes();
    }
  }

  /** Who waited may have come back in any order. */
  private List<Call<Hold>> firstTwo(Line line, List<Call<Hold>> waits) {
    eventually(
        () -> "two of them were not granted: " + line.contenders(),
        () -> waits.stream().filter(Call::isDone).count() == 2);
    return waits.stream().filter(Call::isDone).toList();
  }

  @Rule({"SEM-10", "WAIT-06"})
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void aWaiterRemovedByHandRejoinsAtTheEnd() {
    Line line = permits(2);
    List<Hold> holds = List.of(line.acquire(connect("A")), line.acquire(connect("B")));
    Call<Hold> removed = line.enqueue(connect("C"));
    Call<Hold> behind = line.enqueue(connect("D"));
    line.deleteContender(2);
    line.becomes("A", "B", "D", "C");
    holds.get(0).releaseAsync();
    line.isHeld(line.granted(behind));
    line.waits(removed);
    holds.get(1).releaseAsync();
    line.isHeld(line.granted(removed));
    assertTrue(line.contenders().size() == 2, "one entry for each");
  }
}
