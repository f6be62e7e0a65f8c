package dev.coordination.tck;

import static dev.coordination.tck.HoldRecipe.ELECTION;
import static dev.coordination.tck.LockRecipe.PLAIN;
import static dev.coordination.tck.LockRecipe.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedReadWriteLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The rules RWLOCK-06 to RWLOCK-09: two locks, one line, and what a pair of them is. */
abstract class PairRules extends ReadPhaseRules {

  // ---- one line

  @Rule({"RWLOCK-06", "RWLOCK-01"})
  @Test
  void theLockOfThePathIsTheWriteLock() {
    Actor b = connect("B");
    for (Recipe exclusive : List.of(PLAIN, ELECTION, WRITE)) {
      Line alone = line(exclusive, readers().path());
      Hold reader = readers().acquire(connect("A"));
      assertTrue(alone.tryFor(b, session(0)).isEmpty(), () -> exclusive + " beside a reader");
      Call<Hold> waits = alone.enqueue(b);
      Call<Hold> behind = readers().enqueue(connect("C"));
      reader.releaseAsync();
      Hold granted = alone.granted(waits);
      alone.isHeld(granted);
      readers().waits(behind);
      assertTrue(readers().tryNow(b).isEmpty(), () -> "a reader beside " + exclusive);
      b.release(granted);
      readers().granted(behind).releaseAsync();
      readers().becomes();
    }
  }

  @Rule({"RWLOCK-08", "LOCK-03"})
  @Test
  void noHoldIsTurnedIntoAnother() {
    Actor a = connect("A");
    for (boolean upgrade : new boolean[] {true, false}) {
      Line from = upgrade ? readers() : writers();
      Line to = upgrade ? writers() : readers();
      Hold hold = from.acquire(a);
      assertTrue(to.tryNow(a).isEmpty(), "granted beside one's own hold");
      assertTrue(to.tryFor(a, session(0.05)).isEmpty(), "granted beside one's own hold");
      from.becomes("A"); // whoever gave up has left
      Call<Hold> other = to.enqueue(a);
      from.isHeld(hold);
      a.release(hold);
      Hold next = to.granted(other);
      to.isHeld(next);
      assertEquals(HoldState.RELEASED, hold.state());
      a.release(next);
    }
  }

  @Rule("RWLOCK-08")
  @Test
  void twoWhoUpgradeGetOnWhenOneGivesUp() {
    Hold one = readers().acquire(connect("A"));
    Hold other = readers().acquire(connect("B"));
    Call<Hold> first = writers().enqueue(connect("A"));
    Call<Hold> second = writers().enqueue(connect("B"));
    writers().waits(first, second);
    second.interrupt();
    other.releaseAsync();
    writers().waits(first);
    one.releaseAsync();
    writers().isHeld(writers().granted(first));
  }

  @Rule({"RWLOCK-09", "LOCK-11"})
  @Test
  void everybodySeesTheWholeLine() {
    Actor a = connect("A");
    DistributedReadWriteLock pair = a.client().readWriteLock(readers().path());
    assertEquals(List.of(), a.call("lists", pair.readLock()::contenders));
    Hold first = readers().acquire(a);
    readers().acquire(a);
    writers().enqueue(connect("B"));
    readers().enqueue(connect("C"));
    List<String> line = List.of("A", "A", "B", "C");
    eventually(() -> "not " + line, () -> readers().namesSeenBy(a).equals(line));
    assertEquals(line, a.call("lists", pair.writeLock()::contenders));
    assertEquals(line, a.call("lists", a.client().lock(pair.path())::contenders));
    assertEquals(line, a.call("lists", a.client().election(pair.path())::contenders));
    assertEquals(Optional.of("A"), a.call("asks", a.client().election(pair.path())::leader));
    a.release(first);
    assertEquals(List.of("A", "B", "C"), readers().namesSeenBy(a), "after A's own release");
  }

  // ---- the object

  @Rule({"RWLOCK-09", "PATH-01", "PATH-02", "ERR-02", "CLIENT-02"})
  @Test
  void aPairIsANameWithTwoLocks() {
    CoordinationClient client = connect("A").client();
    CoordinationClient view = client.withNamespace("/x");
    for (DistributedReadWriteLock pair :
        List.of(client.readWriteLock("/a/b"), view.readWriteLock("/a/b"))) {
      assertEquals("/a/b", pair.path());
      assertEquals("/a/b", pair.readLock().path());
      assertEquals("/a/b", pair.writeLock().path());
    }
    for (String bad : List.of("", "/", "a", "/a/", "/a//b", "/a/../b", "/zookeeper/a")) {
      assertThrows(IllegalArgumentException.class, () -> client.readWriteLock(bad), bad);
    }
    assertThrows(NullPointerException.class, () -> client.readWriteLock(none()));
    assertThrows(
        NullPointerException.class, () -> client.readWriteLock("/a").readLock().tryAcquire(none()));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // none is returned: each call throws
  @Rule({"CLIENT-08", "RWLOCK-07"})
  @Test
  void aPairOfAClosedClientRefusesUse() {
    Actor a = connect("A");
    DistributedReadWriteLock pair = a.client().readWriteLock(readers().path());
    Hold hold = readers().acquire(a);
    a.run("closes", a.client()::close);
    List<Runnable> calls =
        List.of(
            () -> a.client().readWriteLock("/a"),
            pair.readLock()::tryAcquire,
            pair.readLock()::acquireAsync,
            pair.readLock()::contenders,
            pair.writeLock()::tryAcquire);
    calls.forEach(call -> assertInstanceOf(IllegalStateException.class, a.fails("uses", call)));
    assertInstanceOf(
        IllegalStateException.class, a.failure(a.start("reads", pair.readLock()::acquire)));
    assertEquals(HoldState.RELEASED, hold.state());
    assertEquals(readers().path(), pair.readLock().path());
  }

  @Rule({"CLIENT-10", "RWLOCK-07"})
  @Test
  void aListenerOfAReaderThatBlocksDelaysNobody() {
    Actor a = connect("A");
    Actor w = connect("W");
    Hold before = writers().acquire(w);
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try {
      var blocked =
          readers()
              .enqueueAsync(a)
              .thenApply(granted -> readers().report(a, granted))
              .thenAccept(granted -> gate.join());
      w.release(before);
      readers().becomes("A");
      Hold hold = readers().acquire(a);
      a.start("listens", () -> hold.onStateChange(Runnable::run, state -> gate.join()));
      Call<Hold> writer = writers().enqueue(connect("B"));
      advance(session(1.1));
      assertEquals(HoldState.HELD, hold.state(), () -> say(hold));
      a.run("closes", a.client()::close);
      writers().isHeld(writers().granted(writer));
      assertFalse(blocked.isDone());
    } finally {
      gate.complete(null);
    }
  }
}
