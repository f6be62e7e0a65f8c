package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedDoubleBarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules DBARRIER: who begins and ends together. */
public abstract class DoubleBarrierContract extends DoubleBarrierFaultRules {

  /** For subclasses. */
  protected DoubleBarrierContract() {}

  @Rule({"DBARRIER-01", "DBARRIER-02", "DBARRIER-04"})
  @Test
  void theyBeginAndEndTogether() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(3, a);
    DistributedDoubleBarrier two = of(3, b);
    DistributedDoubleBarrier three = of(3, b);
    for (int round = 0; round < 2; round++) {
      var first = come(a, one);
      var second = come(b, two);
      wait(first, second);
      all(startEnter(b, three), first, second);
      var leaving = startLeave(b, two);
      var alsoLeaving = startLeave(a, one);
      wait(leaving, alsoLeaving);
      all(startLeave(b, three), leaving, alsoLeaving);
      isFree();
    }
    assertEquals(path(), one.path());
  }

  @Rule({"DBARRIER-01", "DBARRIER-02", "DBARRIER-05", "DBARRIER-06"})
  @Test
  void oneAloneNeedsNobody() {
    Actor a = connect("A");
    DistributedDoubleBarrier barrier = of(1, a);
    for (Duration timeout : List.of(Duration.ZERO, LONG)) {
      assertTrue(enters(a, barrier, timeout));
      assertTrue(leaves(a, barrier, timeout));
      isFree();
    }
  }

  @Rule("DBARRIER-03")
  @Test
  void oneMoreThanThePartiesWaitsForTheNextGeneration() {
    Actor a = connect("A");
    Actor b = connect("B");
    Actor c = connect("C");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    enterBoth(a, one, b, other);
    DistributedDoubleBarrier late = of(2, c);
    var third = startEnter(c, late);
    wait(third);
    var leaving = startLeave(a, one);
    wait(third, leaving);
    all(startLeave(b, other), leaving);
    wait(third);
    all(startEnter(a, one), third);
    leaveBoth(a, one, c, late);
  }

  @Rule("DBARRIER-03")
  @Test
  void theNextGenerationIsLetInWhenTheLastHasLeft() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    enterBoth(a, one, b, other);
    DistributedDoubleBarrier third = of(2, a);
    DistributedDoubleBarrier fourth = of(2, b);
    var next = List.of(startEnter(a, third), startEnter(b, fourth));
    wait(next.get(0), next.get(1));
    assertFalse(leaves(a, one, Duration.ZERO), "the other one is inside");
    wait(next.get(0), next.get(1));
    assertTrue(leaves(b, other, LONG));
    next.forEach(this::await);
    leaveBoth(a, third, b, fourth);
  }

  @Rule({"DBARRIER-05", "DBARRIER-08", "TIME-01"})
  @Test
  void enteringEndsWithItsTime() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier barrier = of(2, a);
    assertFalse(enters(a, barrier, Duration.ZERO));
    isFree();
    Duration timeout = session(0.2);
    Duration begun = stage().now();
    Call<Boolean> call = startEnter(a, barrier, timeout);
    lasts(timeout, begun, call);
    assertFalse(await(call));
    isFree();
    DistributedDoubleBarrier other = of(2, b);
    var waiting = come(b, other);
    wait(waiting);
    assertTrue(enters(a, barrier, Duration.ZERO), "the last one to come");
    await(waiting);
    leaveBoth(a, barrier, b, other);
  }

  @Rule({"DBARRIER-05", "DBARRIER-01"})
  @Test
  void whoWasCountedHasEnteredThoughItsTimeIsOver() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    int rounds = harness().virtualTime() ? 100 : 15;
    for (int i = 0; i < rounds; i++) {
      Duration timeout = Duration.ofMillis(i % 5);
      Call<Boolean> first = startEnter(a, one, timeout);
      Call<Boolean> second = startEnter(b, other, timeout);
      boolean entered = await(first);
      assertEquals(entered, await(second), "of two, both enter or none");
      if (entered) {
        leaveBoth(a, one, b, other);
      }
      isFree();
    }
  }

  @Rule({"DBARRIER-06", "DBARRIER-04", "DBARRIER-03"})
  @Test
  void whoLeavesInVainHasLeft() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    enterBoth(a, one, b, other);
    Duration timeout = session(0.1);
    Duration begun = stage().now();
    Call<Boolean> call = startLeave(a, one, timeout);
    lasts(timeout, begun, call);
    assertFalse(await(call));
    areThere(1);
    var again = startEnter(a, one);
    wait(again);
    assertTrue(leaves(b, other, LONG), "nobody is inside any more");
    wait(again);
    all(startEnter(b, other), again);
    leaveBoth(a, one, b, other);
  }

  @Rule({"DBARRIER-07", "WAIT-01"})
  @Test
  void anInterruptEndsBothWaits() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedDoubleBarrier one = of(2, a);
    DistributedDoubleBarrier other = of(2, b);
    var entering = come(a, one);
    entering.giveUp();
    assertInstanceOf(InterruptedException.class, a.failure(entering));
    isFree();
    enterBoth(a, one, b, other);
    var leaving = startLeave(a, one);
    wait(leaving);
    leaving.giveUp();
    assertInstanceOf(InterruptedException.class, a.failure(leaving));
    areThere(1);
    assertTrue(leaves(b, other, LONG));
    for (boolean enters : List.of(true, false)) {
      Call<Boolean> interrupted =
          a.start(
              "is interrupted already",
              () -> {
                DistributedDoubleBarrier alone = of(1, a);
                if (!enters) {
                  alone.enter();
                }
                Thread.currentThread().interrupt();
                return enters ? alone.enter(LONG) : alone.leave(LONG);
              });
      assertInstanceOf(InterruptedException.class, a.failure(interrupted));
      isFree();
    }
  }

  @Rule({"DBARRIER-07", "CLIENT-05", "CLIENT-03"})
  @Test
  void closingTakesParticipantsOut() {
    Actor a = connect("A");
    Actor b = connect("B");
    CoordinationClient view = a.client().withIdentifier("V");
    DistributedDoubleBarrier inside = view.doubleBarrier(path(), 2);
    DistributedDoubleBarrier other = of(2, b);
    enterBoth(a, inside, b, other);
    var waiting = startEnter(a, view.doubleBarrier(path(), 2));
    var leaving = startLeave(b, other);
    wait(waiting, leaving);
    a.run("closes the view", view::close);
    assertInstanceOf(IllegalStateException.class, a.failure(waiting));
    await(leaving);
    isFree();
    assertInstanceOf(IllegalStateException.class, a.failure(startLeave(a, inside)));
    DistributedDoubleBarrier one = of(2, a);
    enterBoth(a, one, b, other);
    var last = startLeave(a, one);
    wait(last);
    a.run("closes", a.client()::close);
    assertInstanceOf(IllegalStateException.class, a.failure(last));
    assertTrue(leaves(b, other, LONG));
    isFree();
  }

  @Rule({"CLIENT-08", "ERR-02", "DBARRIER-12"})
  @Test
  void misuseIsRefused() {
    Actor a = connect("A");
    CoordinationClient client = a.client();
    DistributedDoubleBarrier barrier = of(1, a);
    assertThrows(IllegalArgumentException.class, () -> client.doubleBarrier(path(), 0));
    assertThrows(IllegalArgumentException.class, () -> client.doubleBarrier(path(), -1));
    assertThrows(IllegalArgumentException.class, () -> client.doubleBarrier("a", 1));
    assertThrows(NullPointerException.class, () -> client.doubleBarrier(none(), 1));
    assertThrows(NullPointerException.class, () -> barrier.enter(none()));
    assertInstanceOf(IllegalStateException.class, a.failure(startLeave(a, barrier)));
    assertTrue(enters(a, barrier, LONG));
    assertInstanceOf(IllegalStateException.class, a.failure(startEnter(a, barrier)));
    assertThrows(NullPointerException.class, () -> barrier.leave(none()));
    assertTrue(leaves(a, barrier, LONG), "what was refused has changed nothing");
    assertInstanceOf(IllegalStateException.class, a.failure(startLeave(a, barrier)));
    DistributedDoubleBarrier waiting = of(2, a);
    var entering = come(a, waiting);
    assertInstanceOf(IllegalStateException.class, a.failure(startEnter(a, waiting)));
    assertInstanceOf(IllegalStateException.class, a.failure(startLeave(a, waiting)));
    wait(entering);
    a.run("closes", client::close);
    assertInstanceOf(IllegalStateException.class, a.failure(entering));
    assertInstanceOf(IllegalStateException.class, a.failure(startEnter(a, barrier)));
    assertInstanceOf(
        IllegalStateException.class,
        a.fails("uses a closed client", () -> client.doubleBarrier("/a", 1)));
  }

  /** Nobody is a step ahead of anybody: each has seen all the others begin and end. */
  @Rule({"DBARRIER-01", "DBARRIER-02", "DBARRIER-03"})
  @Test
  void manyGenerationsOfTheSameParticipants() {
    int parties = 3;
    int rounds = harness().virtualTime() ? 25 : 10;
    AtomicIntegerArray steps = new AtomicIntegerArray(parties);
    List<Actor> actors = List.of(connect("A"), connect("B"));
    List<Call<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < parties; i++) {
      int me = i;
      Actor actor = actors.get(i % 2);
      calls.add(actor.start("works in step", () -> work(of(parties, actor), steps, me, rounds)));
    }
    calls.forEach(call -> assertEquals(2 * rounds, await(call)));
    isFree();
  }

  private static int work(
      DistributedDoubleBarrier barrier, AtomicIntegerArray steps, int me, int rounds)
      throws InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      steps.incrementAndGet(me);
      barrier.enter();
      haveCome(steps, 2 * round - 1);
      steps.incrementAndGet(me);
      barrier.leave();
      haveCome(steps, 2 * round);
    }
    return steps.get(me);
  }

  private static void haveCome(AtomicIntegerArray steps, int step) {
    IntStream.range(0, steps.length())
        .forEach(i -> assertTrue(steps.get(i) >= step, () -> "step " + step + " without " + i));
  }

  /** There are more than the parties: so many are inside at once, and no more. */
  @Rule({"DBARRIER-03", "DBARRIER-01", "DBARRIER-02"})
  @Test
  void moreThanThePartiesTakeTurns() {
    int parties = 2;
    int entries = parties * (harness().virtualTime() ? 20 : 6);
    AtomicInteger tickets = new AtomicInteger(entries);
    AtomicInteger inside = new AtomicInteger();
    List<Actor> actors = List.of(connect("A"), connect("B"));
    List<Call<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 2 * parties; i++) {
      Actor actor = actors.get(i % 2);
      calls.add(
          actor.start(
              "takes turns", () -> takeTurns(of(parties, actor), tickets, inside, parties)));
    }
    assertEquals(entries, calls.stream().mapToInt(this::await).sum());
    isFree();
  }

  private static int takeTurns(
      DistributedDoubleBarrier barrier, AtomicInteger tickets, AtomicInteger inside, int parties)
      throws InterruptedException {
    int entries = 0;
    while (tickets.getAndDecrement() > 0) {
      barrier.enter();
      assertTrue(inside.incrementAndGet() <= parties, "two generations are inside");
      inside.decrementAndGet();
      barrier.leave();
      entries++;
    }
    return entries;
  }
}
