package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.DistributedBarrier;
import dev.coordination.NotPermittedException;
import dev.coordination.OutcomeUnknownException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules BARRIER under faults. */
abstract class BarrierFaultRules extends BarrierRules {

  // ---- plain

  @Rule("BARRIER-05")
  @Requires({Capability.EXPIRE_NOW, Capability.KILL})
  @Test
  void aBarrierOutlivesWhoPutItUp() {
    Actor a = connect("A");
    Actor b = connect("B");
    assertTrue(a.call("puts up", plain(a)::create));
    var waiting = startAwait(b, plain(b));
    renewSession(a);
    isUp(true);
    a.kill();
    advance(session(2));
    isUp(true);
    wait(waiting);
    assertTrue(b.call("removes", plain(b)::remove));
    await(waiting);
  }

  @Rule({"BARRIER-04", "BARRIER-03"})
  @Requires(Capability.CUT_LINK)
  @Test
  void aRemovalIsNoticedAfterAnOutage() {
    Actor a = connect("A");
    Actor b = connect("B");
    a.call("puts up", plain(a)::create);
    var removed = startAwait(b, plain(b));
    wait(removed);
    b.cutLink();
    a.call("removes", plain(a)::remove);
    wait(removed);
    b.restoreLink();
    await(removed);
    a.call("puts up", plain(a)::create);
    var replaced = startAwait(b, plain(b));
    wait(replaced);
    b.cutLink();
    a.call("removes", plain(a)::remove);
    a.call("puts up again", plain(a)::create);
    b.restoreLink();
    await(replaced);
    isUp(true);
  }

  @Rule({"BARRIER-12", "BARRIER-03", "BARRIER-04"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void aWaitGoesOnInTheNextSession() {
    Actor a = connect("A");
    Actor b = connect("B");
    a.call("puts up", plain(a)::create);
    var first = startAwait(b, plain(b));
    wait(first);
    renewSession(b);
    wait(first);
    a.call("removes", plain(a)::remove);
    await(first);
  }

  @Rule("BARRIER-04")
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void aChangeOfDataOpensNothing() {
    Actor a = connect("A");
    a.call("puts up", plain(a)::create);
    var waiting = startAwait(a, plain(a));
    wait(waiting);
    store().write(path(), new byte[] {1});
    wait(waiting);
    store().write(path(), new byte[] {2});
    wait(waiting);
    store().deleteAll(path());
    await(waiting);
  }

  @Rule("BARRIER-13")
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aLostMessageIsResolved() {
    Actor a = connect("A");
    for (boolean reply : List.of(true, false)) {
      lose(a, 1, reply);
      assertTrue(a.call("puts up", plain(a)::create), "reply lost: " + reply);
      isUp(true);
      lose(a, 1, reply);
      assertTrue(a.call("removes", plain(a)::remove), "reply lost: " + reply);
      isUp(false);
    }
  }

  /** Loses the reply to a write that is to come, or the write itself. */
  private static void lose(Actor actor, int n, boolean reply) {
    if (reply) {
      actor.loseReplyOfWrite(n);
    } else {
      actor.loseWrite(n);
    }
  }

  @Rule("BARRIER-13")
  @Requires({Capability.LOSE_REPLY, Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @Test
  void whatNobodyCanKnowIsSaid() {
    Actor a = connect("A");
    a.call("puts up", plain(a)::create);
    a.cutLinkWhenItBreaks();
    a.loseReplyOfWrite(1);
    Call<Boolean> remove = a.start("removes", plain(a)::remove);
    eventually(() -> "still up", () -> !isUp());
    a.expireNow();
    a.restoreLink();
    assertInstanceOf(OutcomeUnknownException.class, a.failure(remove));
    isUp(false);
  }

  @Rule({"ERR-03", "BARRIER-01"})
  @Requires(Capability.DENY_ACCESS)
  @Test
  void aDenialIsToldAtOnce() {
    Actor a = connect("A");
    store().deny(path("denied"));
    DistributedBarrier plain = a.client().barrier(path("denied") + "/barrier");
    assertInstanceOf(NotPermittedException.class, a.fails("puts up", plain::create));
    DistributedBarrier parties = a.client().barrier(path("denied") + "/barrier", 2);
    assertInstanceOf(NotPermittedException.class, a.failure(startAwait(a, parties, LONG)));
    assertInstanceOf(NotPermittedException.class, a.fails("puts up", parties::create));
  }

  // ---- with parties

  @Rule({"BARRIER-10", "BARRIER-08"})
  @Requires(Capability.KILL)
  @Test
  void theDeadCountNoMore() {
    Actor a = connect("A");
    Actor dead = connect("dead");
    Actor c = connect("C");
    var first = come(a, 3);
    var unused = come(dead, 3);
    dead.kill();
    stage().within(session(2).plus(stage().promptly()), () -> "still there", () -> waiting() == 1);
    var second = come(c, 3);
    wait(first, second);
    Actor b = connect("B");
    pass(List.of(startAwait(b, of(3, b)), first, second));
    isUp(false);
  }

  @Rule({"BARRIER-11", "BARRIER-08", "BARRIER-09"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void anArrivalCountsOnceWhicheverMessageIsLost() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int n = 1; n <= 3; n++) {
      for (boolean reply : List.of(true, false)) {
        lose(a, n, reply);
        var first = come(a, 2);
        wait(first);
        var second = startAwait(b, of(2, b));
        pass(List.of(first, second));
        isFree();
      }
    }
  }

  @Rule({"BARRIER-11", "BARRIER-09", "BARRIER-08"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void theLastToComeOpensWhicheverMessageIsLost() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int n = 1; n <= 3; n++) {
      for (boolean reply : List.of(true, false)) {
        var first = come(a, 2);
        lose(b, n, reply);
        var second = startAwait(b, of(2, b));
        pass(List.of(first, second));
        isFree();
        isUp(false);
      }
    }
  }

  @Rule({"BARRIER-12", "BARRIER-09"})
  @Requires({Capability.EXPIRE_NOW, Capability.CUT_LINK})
  @Test
  void whoLosesItsSessionComesAnewOrPasses() {
    Actor a = connect("A");
    Actor b = connect("B");
    var first = come(a, 2);
    renewSession(a);
    haveCome(1);
    wait(first);
    a.cutLink();
    a.expireNow();
    haveCome(0);
    assertTrue(b.call("removes", of(2, b)::remove));
    a.restoreLink();
    await(first);
    isFree();
  }

  @Rule({"BARRIER-11", "BARRIER-08"})
  @Requires(Capability.CUT_LINK)
  @Test
  void whoIsCutOffCountsAndPasses() {
    Actor a = connect("A");
    Actor b = connect("B");
    var first = come(a, 2);
    a.cutLink();
    await(startAwait(b, of(2, b)));
    isUp(false);
    a.restoreLink();
    await(first);
    isFree();
  }

  @Rule({"BARRIER-06", "BARRIER-07", "TIME-01"})
  @Requires(Capability.CUT_LINK)
  @Test
  void whoGivesUpWhileCutOffLeavesNothing() {
    Actor a = connect("A");
    Duration timeout = session(0.2);
    Call<Boolean> timed = startAwait(a, of(2, a), timeout);
    haveCome(1);
    a.cutLink();
    assertFalse(await(timed));
    a.restoreLink();
    isFree();
    Actor b = connect("B");
    assertFalse(passes(b, of(2, b), Duration.ZERO));
  }

  @Rule({"BARRIER-03", "BARRIER-08"})
  @Requires(Capability.RESTART_STORE)
  @Test
  void waitsOutliveARestartOfTheStore() {
    Actor a = connect("A");
    Actor b = connect("B");
    var counted = come(a, 2);
    stage().uses(Capability.RESTART_STORE);
    harness().restartStore();
    wait(counted);
    pass(List.of(startAwait(b, of(2, b)), counted));
    assertEquals(0, waiting());
  }
}
