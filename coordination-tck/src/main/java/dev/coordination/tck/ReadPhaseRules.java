package dev.coordination.tck;

import static dev.coordination.tck.LockRecipe.READ;
import static dev.coordination.tck.LockRecipe.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.MalformedDataException;
import dev.coordination.ServiceUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The rules RWLOCK-04, RWLOCK-07 and RWLOCK-10: readers and writers that suffer faults. */
abstract class ReadPhaseRules extends TckTest {

  final Line readers() {
    return line(READ);
  }

  final Line writers() {
    return line(WRITE);
  }

  // ---- readers that go

  @Rule({"RWLOCK-10", "RWLOCK-04", "LOCK-09"})
  @Requires(Capability.KILL)
  @Test
  void aDeadReaderDoesNotStopTheWriterForEver() {
    Actor b = connect("B");
    Hold first = readers().acquire(connect("A"));
    Hold dead = readers().acquire(b);
    Hold third = readers().acquire(connect("C"));
    Call<Hold> writer = writers().enqueue(connect("W"));
    b.kill();
    first.releaseAsync();
    third.releaseAsync();
    writers().becomes("B", "W");
    stage()
        .within(
            session(2).plus(stage().promptly()),
            () -> "the dead B keeps the writer out: " + writers().contenders(),
            writer::isDone);
    Hold granted = writers().granted(writer);
    assertFalse(dead.isHeld(), () -> say(granted) + " was granted while held: " + say(dead));
    writers().isHeld(granted);
  }

  @Rule({"RWLOCK-04", "LOCK-09"})
  @Requires(Capability.KILL)
  @Test
  void aDeadWriterInLineLetsTheReadersBehindItIn() {
    Actor w = connect("W");
    Hold first = readers().acquire(connect("A"));
    Call<Hold> dead = writers().enqueue(w);
    Call<Hold> behind = readers().enqueue(connect("B"));
    w.kill();
    stage()
        .within(
            session(2).plus(stage().promptly()),
            () -> "the dead writer keeps B waiting: " + readers().contenders(),
            behind::isDone);
    readers().isHeld(readers().granted(behind));
    readers().isHeld(first);
    assertFalse(dead.isDone() && !dead.failed(), "the dead W was granted");
  }

  @Rule({"RWLOCK-10", "SESSION-01"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void theEndOfOneReadersSessionLeavesTheOthersAlone() {
    Actor a = connect("A");
    Actor b = connect("B");
    Hold first = readers().acquire(a);
    Hold second = readers().acquire(b);
    Call<Hold> writer = writers().enqueue(connect("W"));
    renewSession(a);
    reaches(first, HoldState.LOST);
    readers().isHeld(second);
    writers().waits(writer);
    assertEquals(List.of("B", "W"), readers().names());
    a.release(first);
    readers().isHeld(second);
    b.release(second);
    writers().isHeld(writers().granted(writer));
  }

  @Rule({"RWLOCK-10", "HOLD-08"})
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void aReaderRemovedByHandLeavesTheOthersAlone() {
    Hold first = readers().acquire(connect("A"));
    Hold second = readers().acquire(connect("B"));
    Hold third = readers().acquire(connect("C"));
    Call<Hold> writer = writers().enqueue(connect("W"));
    readers().deleteContender(1);
    reaches(second, HoldState.LOST);
    List.of(first, third).forEach(readers()::isHeld);
    first.releaseAsync();
    writers().waits(writer);
    third.releaseAsync();
    writers().isHeld(writers().granted(writer));
  }

  @Rule({"RWLOCK-01", "RWLOCK-07", "LOCK-07", "HOLD-02"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_BY_TIME})
  @Test
  void readersThatAreCutOffAreLostBeforeTheWriterIsGranted() {
    List<Actor> cut = List.of(connect("A"), connect("B"), connect("C"));
    List<Hold> holds = cut.stream().map(readers()::acquire).toList();
    Call<Hold> writer = writers().enqueue(connect("W"));
    cut.forEach(Actor::cutLink);
    stage()
        .within(
            session(2).plus(stage().promptly()),
            () -> "the writer was not granted: " + writers().contenders(),
            writer::isDone);
    Hold granted = writers().granted(writer);
    holds.forEach(
        hold -> assertFalse(hold.isHeld(), () -> say(granted) + " while held: " + say(hold)));
    cut.forEach(Actor::restoreLink);
    writers().isHeld(granted);
    holds.forEach(hold -> assertEquals(HoldState.LOST, hold.state()));
  }

  // ---- readers that cannot be reached

  @Rule({"RWLOCK-04", "RWLOCK-07", "SESSION-05"})
  @Requires(Capability.CUT_LINK)
  @Test
  void aReaderThatIsCutOffKeepsItsPlaceInThePhase() {
    Actor b = connect("B");
    Hold before = writers().acquire(connect("W"));
    Call<Hold> first = readers().enqueue(connect("A"));
    Call<Hold> cutOff = readers().enqueue(b);
    Call<Hold> third = readers().enqueue(connect("C"));
    Call<Hold> after = writers().enqueue(connect("X"));
    long place = readers().tokenAt(2);
    b.cutLink();
    before.releaseAsync();
    List<Hold> granted = List.of(readers().granted(first), readers().granted(third));
    granted.forEach(readers()::isHeld);
    granted.forEach(Hold::releaseAsync);
    writers().becomes("B", "X");
    writers().waits(cutOff, after);
    b.restoreLink();
    Hold late = readers().granted(cutOff);
    readers().keptPlace(place, late);
    readers().isHeld(late);
    writers().waits(after);
    late.releaseAsync();
    writers().isHeld(writers().granted(after));
  }

  @Rule({"RWLOCK-07", "SESSION-09"})
  @Requires(Capability.RESTART_STORE)
  @Test
  void aPhaseSurvivesARestartOfTheStore() {
    Hold first = readers().acquire(connect("A"));
    Hold second = readers().acquire(connect("B"));
    Call<Hold> writer = writers().enqueue(connect("W"));
    harness().restartStore();
    List.of(first, second).forEach(hold -> reaches(hold, HoldState.HELD));
    assertEquals(List.of("A", "B", "W"), readers().names());
    first.releaseAsync();
    writers().waits(writer);
    second.releaseAsync();
    writers().isHeld(writers().granted(writer));
  }

  // ---- messages that are lost

  /** In kazoo the refused one's node stays, and everybody behind it starves. */
  @Rule({"RWLOCK-07", "WAIT-03", "LOCK-10"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aRefusedTryLeavesNothingWhicheverMessageIsLost() {
    Actor b = connect("B");
    for (Line held : List.of(writers(), readers())) {
      Line tried = held.next() == READ ? writers() : readers();
      Hold holder = held.acquire(connect("A"));
      for (Consumer<Actor> fault :
          List.<Consumer<Actor>>of(
              x -> x.loseWrite(1),
              x -> x.loseReplyOfWrite(1),
              x -> x.loseWrite(2),
              x -> x.loseReplyOfWrite(2))) {
        fault.accept(b);
        Call<Optional<Hold>> call = tried.startTry(b);
        stage().ended(call);
        if (call.failed()) {
          assertInstanceOf(ServiceUnavailableException.class, call.failure());
        } else {
          assertEquals(Optional.empty(), call.result());
        }
        held.becomes("A");
        reaches(b, ConnectionState.CONNECTED);
      }
      held.isHeld(holder);
      holder.releaseAsync();
      b.release(tried.acquire(b)); // patient, because it takes the fault that was not used up
      held.becomes();
    }
  }

  @Rule({"RWLOCK-07", "LOCK-12"})
  @Requires({Capability.EXHAUST_ORDER, Capability.DELETE_BY_HAND})
  @Test
  void anExhaustedOrderIsRefusedToReaders() {
    Actor a = connect("A");
    Actor b = connect("B");
    a.release(readers().acquire(a));
    store().exhaustOrder(readers().path());
    Call<Optional<Hold>> last = readers().startTry(a); // the last number may still be given
    stage().ended(last);
    assertInstanceOf(MalformedDataException.class, b.failure(readers().startTry(b)));
    assertInstanceOf(MalformedDataException.class, b.failure(readers().start(b)));
    assertInstanceOf(MalformedDataException.class, b.failure(writers().start(b)));
    if (last.failed()) {
      assertInstanceOf(MalformedDataException.class, last.failure());
    } else {
      assertTrue(last.result().isPresent());
    }
    readers().deleteAll();
  }

  @Rule({"RWLOCK-07", "TIME-05", "TIME-06", "WAIT-02"})
  @Requires(Capability.CUT_LINK)
  @Test
  void readersWithoutALinkAreToldSo() {
    Actor a = connect("A");
    var lock = a.client().readWriteLock(readers().path()).readLock();
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    Call<Optional<Hold>> now = a.start("tries", lock::tryAcquire);
    endsAtOnce(now);
    assertInstanceOf(ServiceUnavailableException.class, now.failure());
    Call<List<String>> lists = a.start("lists", lock::contenders);
    stage().within(session(2), () -> lists + " does not end", lists::isDone);
    assertInstanceOf(ServiceUnavailableException.class, lists.failure());
    a.restoreLink();
    reaches(a, ConnectionState.CONNECTED);
    boolean kept =
        a.call(
            "tries interrupted",
            () -> {
              Thread.currentThread().interrupt();
              readers().report(a, lock.tryAcquire().orElseThrow()).releaseAsync();
              return Thread.interrupted();
            });
    assertTrue(kept, "the interrupt status");
  }
}
