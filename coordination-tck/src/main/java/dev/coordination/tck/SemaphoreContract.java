package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.DistributedSemaphore;
import dev.coordination.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules SEM: how many hold at once, who is next, and what a permit is. */
@SuppressWarnings("ThreadPriorityCheck") // yielding widens the gap in which an intruder would show
public abstract class SemaphoreContract extends PermitRules {

  /** For subclasses. */
  protected SemaphoreContract() {}

  // ---- how many

  @Rule({"SEM-01", "SEM-02"})
  @Test
  void asManyHoldAsThereArePermits() {
    Line line = permits(3);
    Actor a = connect("A");
    Actor b = connect("B");
    List<Hold> holds = List.of(line.acquire(a), line.take(b), line.acquire(a));
    holds.forEach(line::isHeld);
    assertTrue(line.tryNow(b).isEmpty(), "a fourth of three permits was granted");
    assertTrue(line.tryFor(b, session(0.05)).isEmpty(), "a fourth of three permits was granted");
    Call<Hold> fourth = line.enqueue(b);
    holds.forEach(line::isHeld);
    a.release(holds.get(0));
    line.isHeld(line.granted(fourth));
    assertTrue(line.tryNow(a).isEmpty(), "one permit came back and two were granted");
  }

  @Rule("SEM-02")
  @Test
  void everyPermitCanBeHadAgainAndAgain() {
    Line line = permits(2);
    Actor a = connect("A");
    Actor b = connect("B");
    for (int i = 0; i < 10; i++) {
      List<Hold> holds = List.of(line.take(a), line.take(b));
      assertTrue(line.tryNow(a).isEmpty(), "granted to A while both permits are held");
      a.release(holds.get(0));
      Hold again = line.take(b);
      List.of(again, holds.get(1)).forEach(b::release);
      line.becomes();
    }
  }

  /** In kazoo every child of the path counts. */
  @Rule({"SEM-02", "SEM-11", "ERR-06"})
  @Requires(Capability.WRITE_BY_HAND)
  @Test
  void foreignEntriesTakeNoPermit() {
    Line line = permits(2);
    Actor a = connect("A");
    a.release(line.acquire(a));
    List<String> names = List.of("notes", "lock", "0000000000", "x".repeat(32));
    names.forEach(name -> store().addForeign(line.path(), name));
    List<Hold> holds = List.of(line.take(a), line.take(a));
    Call<Hold> next = line.enqueue(connect("B"));
    assertEquals(List.of("A", "A"), line.namesSeenBy(a));
    a.release(holds.get(0));
    line.isHeld(line.granted(next));
    for (String name : names) {
      assertTrue(store().read(line.path() + "/" + name).isPresent(), name + " was removed");
    }
  }

  @Rule({"SEM-01", "SEM-02", "CLIENT-09"})
  @Test
  void manyThreadsShareTheirPermits() {
    int limit = 2;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Call<@Nullable Void>> calls = new ArrayList<>();
    for (String name : List.of("A", "B", "C")) {
      DistributedSemaphore semaphore = connect(name).client().semaphore(path("line"), limit);
      IntStream.range(0, 3)
          .mapToObj(i -> "works as " + name + i)
          .map(what -> this.<@Nullable Void>start(what, () -> work(semaphore, inside, most)))
          .forEach(calls::add);
    }
    calls.forEach(this::await);
    assertTrue(most.get() <= limit, () -> most + " worked at once with " + limit + " permits");
  }

  private static @Nullable Void work(
      DistributedSemaphore semaphore, AtomicInteger inside, AtomicInteger most)
      throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      try (Hold hold = semaphore.acquire()) {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        Thread.yield();
        assertTrue(hold.isHeld(), () -> say(hold));
        inside.decrementAndGet();
      }
    }
    return null;
  }

  // ---- who is next

  @Rule({"SEM-03", "SEM-04"})
  @Test
  void firstComeFirstServed() {
    Line line = permits(2);
    Actor a = connect("A");
    List<Hold> holds = new ArrayList<>(List.of(line.acquire(a), line.acquire(connect("B"))));
    List<Call<Hold>> waits = new ArrayList<>();
    for (String name : List.of("C", "D", "E", "F")) {
      waits.add(line.enqueue(connect(name)));
    }
    while (!waits.isEmpty()) {
      line.waits(waits.toArray(Call<?>[]::new));
      holds.remove(waits.size() % 2).releaseAsync(); // now the older holder, now the younger
      holds.add(line.granted(waits.remove(0)));
      holds.forEach(line::isHeld);
    }
  }

  @Rule({"SEM-03", "WAIT-08"})
  @Test
  void orderSurvivesThoseWhoGiveUp() {
    Line line = permits(2);
    Hold first = line.acquire(connect("A"));
    Hold second = line.acquire(connect("A"));
    Call<Hold> head = line.enqueue(connect("B"));
    CompletableFuture<? extends Hold> middle = line.enqueueAsync(connect("C"));
    Call<Hold> next = line.enqueue(connect("D"));
    Call<Hold> last = line.enqueue(connect("E"));
    head.interrupt();
    middle.cancel(false);
    line.becomes("A", "A", "D", "E");
    line.waits(next, last);
    first.releaseAsync();
    line.isHeld(line.granted(next));
    line.waits(last);
    second.releaseAsync();
    line.isHeld(line.granted(last));
  }

  @Rule({"SEM-03", "SESSION-05"})
  @Requires(Capability.CUT_LINK)
  @Test
  void triesDoNotOvertakeWhileAPermitIsFree() {
    Line line = permits(2);
    Actor a = connect("A");
    Actor c = connect("C");
    Actor d = connect("D");
    Hold first = line.acquire(a);
    Hold second = line.acquire(connect("B"));
    Call<Hold> waiting = line.enqueue(c);
    assertTrue(line.tryNow(d).isEmpty(), "granted while C waits");
    c.cutLink();
    a.release(first);
    line.becomes("B", "C");
    assertTrue(line.tryNow(d).isEmpty(), "granted while C, cut off, is first in line");
    assertTrue(line.tryFor(d, session(0.05)).isEmpty(), "granted while C, cut off, is first");
    assertFalse(waiting.isDone(), "C was granted while its link was down");
    c.restoreLink();
    line.isHeld(line.granted(waiting));
    line.isHeld(second);
  }

  @Rule("SEM-04")
  @Test
  void whoeverLeavesLetsTheNextIn() {
    Line line = permits(3);
    Actor a = connect("A");
    Actor w = connect("W");
    for (int leaver = 2; leaver >= 0; leaver--) { // not only the oldest of them
      List<Hold> holds = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        holds.add(line.acquire(a));
      }
      Call<Hold> next = line.enqueue(w);
      Call<Hold> afterNext = line.enqueue(w);
      a.release(holds.remove(leaver));
      holds.add(line.granted(next));
      holds.forEach(line::isHeld);
      line.waits(afterNext);
      a.release(holds.remove(0));
      holds.add(line.granted(afterNext));
      holds.forEach(Hold::releaseAsync);
      line.becomes();
    }
  }

  @Rule({"SEM-04", "CLIENT-04"})
  @Test
  void asManyComeInAsLeaveTogether() {
    Line line = permits(3);
    Actor a = connect("A");
    Hold kept = line.acquire(connect("B"));
    line.acquire(a);
    line.acquire(a);
    Actor c = connect("C");
    List<Call<Hold>> waits =
        List.of(line.enqueue(c), line.enqueue(connect("D")), line.enqueue(connect("E")));
    a.run("closes", a.client()::close);
    List<Hold> granted = waits.subList(0, 2).stream().map(stage()::await).toList();
    granted.forEach(line::isHeld);
    line.isHeld(kept);
    line.waits(waits.get(2));
  }
}
