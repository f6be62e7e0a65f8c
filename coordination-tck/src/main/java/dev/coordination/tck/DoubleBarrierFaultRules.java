package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.DistributedDoubleBarrier;
import dev.coordination.HoldLostException;
import dev.coordination.MalformedDataException;
import dev.coordination.NotPermittedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules DBARRIER under faults. */
abstract class DoubleBarrierFaultRules extends DoubleBarrierRules {

  // ---- who waits to enter

  @Rule({"DBARRIER-08", "DBARRIER-01"})
  @Requires(Capability.KILL)
  @Test
  void anotherComesInThePlaceOfOneWhoDies() {
    Actor a = connect("A");
    Actor dead = connect("dead");
    DistributedDoubleBarrier one = of(3, a);
    var first = come(a, one);
    var unused = come(dead, of(3, dead));
    dead.kill();
    stage().within(session(2).plus(stage().promptly()), () -> "still there", () -> there() == 1);
    Actor c = connect("C");
    DistributedDoubleBarrier two = of(3, c);
    var second = come(c, two);
    wait(first, second);
    Actor d = connect("D");
    DistributedDoubleBarrier three = of(3, d);
    all(startEnter(d, three), first, second);
    var leaving = startLeave(a, one);
    var alsoLeaving = startLeave(c, two);
    all(startLeave(d, three), leaving, alsoLeaving);
  }

  @Rule({"DBARRIER-08", "DBARRIER-01"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void whoLosesItsSessionComesAnew() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    var first = come(a, one);
    renewSession(a);
    areThere(1);
    wait(first);
    all(startEnter(b, other), first);
    leaveBoth(a, one, b, other);
  }

  @Rule({"DBARRIER-10", "DBARRIER-01"})
  @Requires(Capability.CUT_LINK)
  @Test
  void whoIsCutOffIsCountedAndLetIn() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    var first = come(a, one);
    a.cutLink();
    await(startEnter(b, other));
    a.restoreLink();
    await(first);
    leaveBoth(a, one, b, other);
  }

  /** What showed that they had been let in is gone by then. */
  @Rule({"DBARRIER-10", "DBARRIER-02"})
  @Requires(Capability.CUT_LINK)
  @Test
  void whoIsCutOffIsLetInThoughTheOthersAreLeaving() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    var first = come(a, one);
    a.cutLink();
    await(startEnter(b, other));
    var leaving = startLeave(b, other);
    wait(leaving);
    a.restoreLink();
    await(first);
    all(startLeave(a, one), leaving);
    isFree();
  }

  @Rule({"DBARRIER-10", "DBARRIER-01"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void whoComesIsCountedOnceWhicheverMessageIsLost() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    for (int n = 1; n <= 2; n++) {
      for (boolean reply : List.of(true, false)) {
        lose(a, n, reply);
        var first = come(a, one);
        wait(first);
        all(startEnter(b, other), first);
        leaveBoth(a, one, b, other);
      }
    }
  }

  @Rule({"DBARRIER-10", "DBARRIER-01"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void theLastToComeLetsThemInWhicheverMessageIsLost() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    for (int n = 1; n <= 3; n++) {
      for (boolean reply : List.of(true, false)) {
        var first = come(a, one);
        lose(b, n, reply);
        all(startEnter(b, other), first);
        leaveBoth(a, one, b, other);
      }
    }
  }

  @Rule({"DBARRIER-05", "DBARRIER-08"})
  @Requires(Capability.CUT_LINK)
  @Test
  void whoGivesUpWhileCutOffLeavesNothing() {
    Actor a = connect("A");
    Call<Boolean> timed = startEnter(a, of(2, a), session(0.2));
    areThere(1);
    a.cutLink();
    assertFalse(await(timed));
    a.restoreLink();
    isFree();
    Actor b = connect("B");
    assertFalse(enters(b, of(2, b), session(0)));
  }

  @Rule({"DBARRIER-08", "DBARRIER-09"})
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void whatIsRemovedByHand() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    var first = come(a, one);
    store().deleteAll(path());
    areThere(1);
    wait(first);
    all(startEnter(b, other), first);
    store().deleteAll(path());
    assertInstanceOf(HoldLostException.class, a.failure(startLeave(a, one)));
    assertInstanceOf(HoldLostException.class, b.failure(startLeave(b, other)));
    enterBoth(a, one, b, other);
    leaveBoth(a, one, b, other);
  }

  @Rule({"ERR-03", "DBARRIER-07"})
  @Requires(Capability.DENY_ACCESS)
  @Test
  void aDenialIsToldAtOnce() {
    Actor a = connect("A");
    store().deny(path("denied"));
    DistributedDoubleBarrier denied = a.client().doubleBarrier(path("denied") + "/barrier", 2);
    assertInstanceOf(NotPermittedException.class, a.failure(startEnter(a, denied, LONG)));
    assertInstanceOf(NotPermittedException.class, a.failure(startEnter(a, denied)));
  }

  // ---- who is inside

  @Rule({"DBARRIER-09", "DBARRIER-02", "DBARRIER-04"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void whoseSessionEndsInsideIsNotWaitedForAndIsTold() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    enterBoth(a, one, b, other);
    var leaving = startLeave(b, other);
    wait(leaving);
    renewSession(a);
    await(leaving);
    assertInstanceOf(HoldLostException.class, a.failure(startLeave(a, one)));
    enterBoth(a, one, b, other);
    leaveBoth(a, one, b, other);
  }

  @Rule({"DBARRIER-09", "DBARRIER-02"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @Test
  void whoseSessionEndsWhileItLeavesIsTold() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    enterBoth(a, one, b, other);
    a.cutLink();
    var leaving = startLeave(a, one);
    wait(leaving);
    a.expireNow();
    await(startLeave(b, other));
    a.restoreLink();
    assertInstanceOf(HoldLostException.class, a.failure(leaving));
    isFree();
  }

  @Rule({"DBARRIER-09", "DBARRIER-02"})
  @Requires(Capability.KILL)
  @Test
  void whoDiesInsideHasLeft() {
    Actor a = connect("A");
    Actor b = connect("B");
    Actor dead = connect("dead");
    DistributedDoubleBarrier one = of(3, a);
    DistributedDoubleBarrier other = of(3, b);
    var first = startEnter(a, one);
    var second = startEnter(b, other);
    all(startEnter(dead, of(3, dead)), first, second);
    var leaving = startLeave(a, one);
    dead.kill();
    wait(leaving);
    var alsoLeaving = startLeave(b, other);
    stage()
        .within(
            session(2).plus(stage().promptly()),
            () -> "waits for one who is dead",
            () -> leaving.isDone() && alsoLeaving.isDone());
    all(leaving, alsoLeaving);
    isFree();
  }

  @Rule({"DBARRIER-11", "DBARRIER-01"})
  @Requires(Capability.KILL)
  @Test
  void aGenerationThatHasDiedLetsNobodyInAndKeepsNobodyOut() {
    Actor one = connect("one");
    Actor two = connect("two");
    enterBoth(one, of(2, one), two, of(2, two));
    Actor a = connect("A");
    DistributedDoubleBarrier waiting = of(2, a);
    var early = startEnter(a, waiting);
    one.kill();
    two.kill();
    wait(early);
    stage().within(session(2).plus(stage().promptly()), () -> "there", () -> there() == 1);
    wait(early);
    Actor b = connect("B");
    DistributedDoubleBarrier next = of(2, b);
    all(startEnter(b, next), early);
    leaveBoth(a, waiting, b, next);
  }

  @Rule({"DBARRIER-10", "DBARRIER-02"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void theyLeaveWhicheverMessageIsLost() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    for (int n = 1; n <= 2; n++) {
      for (boolean reply : List.of(true, false)) {
        enterBoth(a, one, b, other);
        lose(a, n, reply);
        var first = startLeave(a, one);
        wait(first);
        lose(b, n, reply);
        all(startLeave(b, other), first);
        isFree();
        settle();
      }
    }
  }

  @Rule({"DBARRIER-06", "DBARRIER-02"})
  @Requires(Capability.CUT_LINK)
  @Test
  void whoLeavesWhileCutOffHasLeftWhenItIsBack() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    enterBoth(a, one, b, other);
    a.cutLink();
    assertFalse(leaves(a, one, session(0.1)));
    var second = startLeave(b, other);
    wait(second);
    a.restoreLink();
    await(second);
    isFree();
  }

  @Rule({"DBARRIER-01", "DBARRIER-02"})
  @Requires(Capability.RESTART_STORE)
  @Test
  void bothWaitsOutliveARestartOfTheStore() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    var first = come(a, one);
    stage().uses(Capability.RESTART_STORE);
    harness().restartStore();
    wait(first);
    all(startEnter(b, other), first);
    var leaving = startLeave(a, one);
    harness().restartStore();
    wait(leaving);
    all(startLeave(b, other), leaving);
    isFree();
  }

  @Rule({"DBARRIER-11", "ERR-06"})
  @Test
  void foreignEntriesAreNobody() {
    Actor a = connect("A");
    Actor b = connect("B");
    store().addForeign(path(), "readme");
    store().addForeign(path(), "x__lock__0000000001");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    var first = come(a, one);
    wait(first);
    all(startEnter(b, other), first);
    var leaving = startLeave(a, one);
    wait(leaving);
    all(startLeave(b, other), leaving);
    isFree();
    assertTrue(store().read(path() + "/readme").isPresent());
  }

  @Rule("DBARRIER-11")
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void foreignDataIsLeftAlone() {
    Actor a = connect("A");
    byte[] foreign = {1, 2, 3};
    store().write(path(), foreign);
    DistributedDoubleBarrier barrier = of(1, a);
    assertInstanceOf(MalformedDataException.class, a.failure(startEnter(a, barrier)));
    assertArrayEquals(foreign, store().read(path()).orElseThrow());
    isFree();
    store().deleteAll(path());
    assertTrue(enters(a, barrier, LONG));
    assertTrue(leaves(a, barrier, LONG));
  }
}
