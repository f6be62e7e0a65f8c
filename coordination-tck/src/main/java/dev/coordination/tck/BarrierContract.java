package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedBarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules BARRIER: who waits, and until when. */
public abstract class BarrierContract extends BarrierFaultRules {

  /** For subclasses. */
  protected BarrierContract() {}

  // ---- plain

  @Rule("BARRIER-01")
  @Test
  void whoPutsUpAndRemovesIsToldWhetherItChangedAnything() {
    Actor a = connect("A");
    Actor b = connect("B");
    assertFalse(plain(a).exists());
    assertFalse(a.call("removes", plain(a)::remove));
    assertTrue(a.call("puts up", plain(a)::create));
    isUp(true);
    assertTrue(plain(a).exists(), "what the client itself has done");
    assertFalse(b.call("puts up", plain(b)::create));
    assertFalse(b.call("puts up", of(3, b)::create));
    assertTrue(b.call("removes", plain(b)::remove));
    isUp(false);
    assertFalse(plain(b).exists());
    assertFalse(a.call("removes", of(3, a)::remove));
    assertTrue(a.call("puts up", of(3, a)::create));
    assertTrue(a.call("removes", plain(a)::remove));
    assertEquals(path(), plain(a).path());
  }

  @Rule({"BARRIER-02", "BARRIER-03"})
  @Test
  void whoComesWaitsForTheRemovalAndForNothingElse() {
    Actor a = connect("A");
    Actor b = connect("B");
    assertTrue(passes(a, plain(a), Duration.ZERO), "there is no barrier");
    await(startAwait(a, plain(a)));
    a.call("puts up", plain(a)::create);
    assertFalse(passes(b, plain(b), Duration.ZERO));
    var calls = List.of(startAwait(a, plain(a)), startAwait(b, plain(b)), startAwait(b, plain(b)));
    wait(calls.get(0), calls.get(1), calls.get(2));
    assertTrue(a.call("removes", plain(a)::remove));
    pass(calls);
    assertTrue(passes(b, plain(b), LONG));
  }

  @Rule({"BARRIER-06", "TIME-01"})
  @Test
  void aWaitEndsWithItsTime() {
    Actor a = connect("A");
    a.call("puts up", plain(a)::create);
    Duration timeout = session(0.2);
    Duration begun = stage().now();
    Call<Boolean> call = startAwait(a, plain(a), timeout);
    lasts(timeout, begun, call);
    assertFalse(await(call));
  }

  @Rule({"BARRIER-07", "WAIT-01"})
  @Test
  void anInterruptEndsAWait() {
    Actor a = connect("A");
    a.call("puts up", plain(a)::create);
    List<Call<?>> waits = List.of(startAwait(a, plain(a)), come(a, 2));
    settle();
    for (Call<?> wait : waits) {
      wait(wait);
      wait.giveUp();
      assertInstanceOf(InterruptedException.class, a.failure(wait));
    }
    isFree();
    Call<Boolean> interrupted =
        a.start(
            "comes interrupted",
            () -> {
              Thread.currentThread().interrupt();
              return plain(a).await(LONG);
            });
    assertInstanceOf(InterruptedException.class, a.failure(interrupted));
  }

  @Rule({"BARRIER-07", "CLIENT-05", "CLIENT-03"})
  @Test
  void closingEndsWaits() {
    Actor a = connect("A");
    a.call("puts up", plain(a)::create);
    CoordinationClient view = a.client().withIdentifier("V");
    var kept = come(a, 3);
    var first = startAwait(a, view.barrier(path()));
    var second = startAwait(a, view.barrier(path(), 3));
    haveCome(2);
    a.run("closes the view", view::close);
    assertInstanceOf(IllegalStateException.class, a.failure(first));
    assertInstanceOf(IllegalStateException.class, a.failure(second));
    haveCome(1);
    wait(kept);
    a.run("closes", a.client()::close);
    assertInstanceOf(IllegalStateException.class, a.failure(kept));
    isFree();
    isUp(true);
  }

  @Rule({"CLIENT-08", "ERR-02", "BARRIER-14"})
  @Test
  void misuseIsRefused() {
    Actor a = connect("A");
    CoordinationClient client = a.client();
    DistributedBarrier barrier = plain(a);
    assertThrows(IllegalArgumentException.class, () -> client.barrier(path(), 0));
    assertThrows(IllegalArgumentException.class, () -> client.barrier(path(), -1));
    assertThrows(IllegalArgumentException.class, () -> client.barrier("a"));
    assertThrows(IllegalArgumentException.class, () -> client.barrier("/a/", 1));
    assertThrows(NullPointerException.class, () -> client.barrier(none()));
    assertThrows(NullPointerException.class, () -> barrier.await(none()));
    a.run("closes", client::close);
    List<Runnable> calls =
        List.of(() -> client.barrier("/a"), barrier::create, barrier::remove, barrier::exists);
    for (Runnable call : calls) {
      assertInstanceOf(IllegalStateException.class, a.fails("uses a closed client", call));
    }
    assertInstanceOf(IllegalStateException.class, a.failure(startAwait(a, barrier, LONG)));
  }

  // ---- with parties

  @Rule({"BARRIER-08", "BARRIER-09"})
  @Test
  void itOpensWhenSoManyWaitAtOnce() {
    Actor a = connect("A");
    Actor b = connect("B");
    isUp(false);
    for (int round = 0; round < 3; round++) {
      var first = come(a, 3);
      isUp(true);
      var second = come(b, 3);
      wait(first, second);
      pass(List.of(startAwait(a, of(3, a)), first, second));
      isUp(false);
      isFree();
    }
    assertTrue(passes(a, of(1, a), Duration.ZERO), "nobody else is needed");
    isUp(false);
  }

  @Rule({"BARRIER-03", "BARRIER-08"})
  @Test
  void itsRemovalAndItsOpeningLetBothKindsPass() {
    Actor a = connect("A");
    Actor b = connect("B");
    var counted = come(a, 2);
    var plain = startAwait(b, plain(b));
    wait(counted, plain);
    assertTrue(b.call("removes", plain(b)::remove));
    pass(List.of(counted, plain));
    isFree();
    var again = come(a, 2);
    plain = startAwait(b, plain(b));
    wait(again, plain);
    pass(List.of(startAwait(b, of(2, b)), again, plain));
  }

  @Rule({"BARRIER-10", "BARRIER-06"})
  @Test
  void whoGivesUpCountsNoMore() {
    Actor a = connect("A");
    Actor b = connect("B");
    assertFalse(passes(a, of(2, a), Duration.ZERO));
    isFree();
    assertFalse(passes(a, of(2, a), session(0.1)));
    isFree();
    isUp(true);
    var first = come(a, 2);
    first.giveUp();
    assertInstanceOf(InterruptedException.class, a.failure(first));
    isFree();
    var second = come(b, 2);
    wait(second);
    assertTrue(passes(a, of(2, a), LONG));
    await(second);
  }

  @Rule({"BARRIER-10", "BARRIER-09"})
  @Test
  void whoWasCountedPassesThoughItsTimeIsOver() {
    Actor a = connect("A");
    Actor b = connect("B");
    int rounds = harness().virtualTime() ? 100 : 15;
    for (int i = 0; i < rounds; i++) {
      Duration timeout = Duration.ofMillis(i % 5);
      Call<Boolean> one = startAwait(a, of(2, a), timeout);
      Call<Boolean> other = startAwait(b, of(2, b), timeout);
      assertEquals(await(one), await(other), "of two, both pass or none");
      isFree();
    }
  }

  /** Nobody is a round ahead of anybody: each has seen all the others come to its round. */
  @Rule({"BARRIER-09", "BARRIER-08", "BARRIER-10"})
  @Test
  void manyMeetAgainAndAgain() {
    int parties = 4;
    int rounds = harness().virtualTime() ? 25 : 10;
    AtomicIntegerArray come = new AtomicIntegerArray(parties);
    List<Actor> actors = List.of(connect("A"), connect("B"));
    List<Call<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < parties; i++) {
      int me = i;
      Actor actor = actors.get(i % 2);
      calls.add(actor.start("meets the others", () -> meet(of(parties, actor), come, me, rounds)));
    }
    calls.forEach(call -> assertEquals(rounds, await(call)));
    isFree();
    isUp(false);
  }

  private static int meet(DistributedBarrier barrier, AtomicIntegerArray come, int me, int rounds)
      throws InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      come.set(me, round);
      barrier.await();
      int now = round;
      IntStream.range(0, come.length())
          .forEach(
              i -> assertTrue(come.get(i) >= now, () -> "passed round " + now + " without " + i));
    }
    return rounds;
  }

  @Rule("BARRIER-09")
  @Test
  void whoWasLetThroughIsNotCountedAgain() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int i = 0; i < 5; i++) {
      var first = come(a, 2);
      assertTrue(b.call("removes", plain(b)::remove));
      Call<Boolean> next = startAwait(b, of(2, b), session(0.1));
      assertFalse(await(next), "counted who was let through");
      await(first);
      isFree();
    }
  }
}
