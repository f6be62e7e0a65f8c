package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.tck.StoreInspector.Stake;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The rules SEM-05, SEM-10 to SEM-12: what a permit is, and what it tells. */
abstract class PermitRules extends LimitRules {

  // ---- what a permit is

  @Rule("SEM-05")
  @Test
  void aPermitIsGivenBackOnce() {
    Line line = permits(2);
    Actor a = connect("A");
    Hold once = line.acquire(a);
    Hold other = line.acquire(a);
    List<Call<Hold>> waits = List.of(line.enqueue(connect("B")), line.enqueue(connect("C")));
    for (int i = 0; i < 3; i++) {
      a.release(once);
      a.run("closes", once::close);
      a.run("releases", once::releaseAsync);
    }
    line.isHeld(line.granted(waits.get(0)));
    line.waits(waits.get(1));
    line.isHeld(other);
    assertEquals(HoldState.RELEASED, once.state());
  }

  @Rule({"SEM-05", "HOLD-13"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void aLostPermitIsNotGivenBackAgain() {
    Line line = permits(2);
    Actor a = connect("A");
    Hold lost = line.acquire(a);
    Hold other = line.acquire(connect("B"));
    renewSession(a);
    reaches(lost, HoldState.LOST);
    Hold successor = line.take(connect("C"));
    Call<Hold> wait = line.enqueue(connect("D"));
    a.release(lost);
    a.run("releases", lost::releaseAsync);
    line.waits(wait);
    List.of(other, successor).forEach(line::isHeld);
  }

  @Rule({"SEM-11", "LOCK-11"})
  @Test
  void holdersAreListedOneForEachPermit() {
    Line line = permits(2);
    Actor a = connect("A");
    assertEquals(List.of(), line.namesSeenBy(a));
    Hold first = line.acquire(a);
    assertEquals(List.of("A"), line.namesSeenBy(a));
    Hold second = line.acquire(a);
    assertEquals(List.of("A", "A"), line.namesSeenBy(a));
    a.release(first);
    Actor b = connect("B");
    Hold third = line.acquire(b);
    assertEquals(List.of("A", "B"), line.namesSeenBy(b).stream().sorted().toList());
    Call<Hold> wait = line.enqueue(b);
    assertEquals(2, line.namesSeenBy(b).size(), "who waits holds nothing");
    a.release(second);
    line.granted(wait);
    assertEquals(List.of("B", "B"), line.namesSeenBy(b));
    b.release(third);
    assertEquals(List.of("B"), line.namesSeenBy(b), "after B's own release");
  }

  @Rule({"SEM-12", "HOLD-09"})
  @Test
  void tokensIncreaseFromGrantToGrant() {
    Actor a = connect("A");
    List<Hold> grants = new ArrayList<>();
    for (int limit = 1; limit <= 3; limit++) {
      Line line = permits(limit);
      for (int i = 0; i < limit; i++) {
        grants.add(i % 2 == 0 ? line.acquire(a) : line.take(a)); // free
      }
      Call<Hold> waiting = line.enqueue(connect("B"));
      a.release(grants.get(grants.size() - 1));
      grants.add(line.granted(waiting)); // handed over
      grants.forEach(Hold::releaseAsync);
      line.becomes();
    }
    assertIncreasing(grants);
  }

  @Rule({"SEM-12", "HOLD-10"})
  @Requires({Capability.EXPIRE_NOW, Capability.DELETE_BY_HAND})
  @Test
  void tokensIncreaseOverExpiryAndRemoval() {
    Line line = permits(2);
    Actor a = connect("A");
    List<Hold> grants = new ArrayList<>();
    grants.add(line.acquire(a));
    grants.add(line.acquire(a));
    renewSession(a);
    line.becomes();
    grants.add(line.acquire(a));
    line.deleteAll();
    grants.add(line.acquire(connect("B")));
    assertIncreasing(grants);
  }

  @Rule({"SEM-10", "CLIENT-10"})
  @Test
  void aListenerThatBlocksDelaysNobody() {
    Line line = permits(2);
    Actor a = connect("A");
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try {
      Hold first = line.acquire(a);
      line.acquire(a);
      a.start("listens", () -> first.onStateChange(Runnable::run, state -> gate.join()));
      var blocked =
          line.enqueueAsync(a)
              .thenApply(granted -> line.report(a, granted))
              .thenAccept(granted -> gate.join());
      Call<Hold> next = line.enqueue(connect("B"));
      a.release(first);
      eventually(
          () -> "not handed on: " + line.contenders(),
          () -> line.contenders().get(1).stake() == Stake.PERMIT);
      advance(session(1.1));
      assertFalse(blocked.isDone());
      a.run("closes", a.client()::close);
      line.isHeld(line.granted(next));
    } finally {
      gate.complete(null);
    }
  }
}
