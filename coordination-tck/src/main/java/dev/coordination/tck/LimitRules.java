package dev.coordination.tck;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConfigurationMismatchException;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedSemaphore;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.MalformedDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The rules SEM-06 to SEM-09: whose limit it is, and what is no limit. */
abstract class LimitRules extends PermitFaultRules {

  // ---- the object

  @Rule({"SEM-06", "ERR-02", "PATH-01", "PATH-02", "CLIENT-02"})
  @Test
  void aSemaphoreHasAtLeastOnePermit() {
    CoordinationClient client = connect("A").client();
    for (int limit : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThrows(IllegalArgumentException.class, () -> client.semaphore("/a", limit));
    }
    for (String bad : List.of("", "/", "a", "/a/", "/a//b", "/a/../b", "/zookeeper/a")) {
      assertThrows(IllegalArgumentException.class, () -> client.semaphore(bad, 1), bad);
    }
    assertThrows(NullPointerException.class, () -> client.semaphore(none(), 1));
    assertThrows(NullPointerException.class, () -> client.semaphore("/a", 1).tryAcquire(none()));
    for (int limit : new int[] {1, 2, Integer.MAX_VALUE}) {
      DistributedSemaphore semaphore = client.withNamespace("/x").semaphore("/a/b", limit);
      assertEquals("/a/b", semaphore.path());
      assertEquals(limit, semaphore.maxLeases());
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // none is returned: each call throws
  @Rule({"CLIENT-08", "SEM-10"})
  @Test
  void aSemaphoreOfAClosedClientRefusesUse() {
    Actor a = connect("A");
    Line line = permits(2);
    DistributedSemaphore semaphore = a.client().semaphore(line.path(), 2);
    Hold hold = line.acquire(a);
    a.run("closes", a.client()::close);
    List<Runnable> calls =
        List.of(
            () -> a.client().semaphore("/a", 1),
            semaphore::tryAcquire,
            semaphore::acquireAsync,
            semaphore::leaseHolders);
    calls.forEach(call -> assertInstanceOf(IllegalStateException.class, a.fails("uses", call)));
    assertInstanceOf(IllegalStateException.class, a.failure(a.start("waits", semaphore::acquire)));
    assertEquals(HoldState.RELEASED, hold.state());
    assertEquals(line.path(), semaphore.path());
    assertEquals(2, semaphore.maxLeases());
    line.becomes();
  }

  // ---- another limit

  @Rule({"SEM-07", "WAIT-03"})
  @Test
  void anotherLimitIsRefusedWhileSomebodyHolds() {
    Line line = permits(2);
    Hold hold = line.acquire(connect("A"));
    Actor b = connect("B");
    for (int limit : new int[] {1, 3}) {
      isRefused(ConfigurationMismatchException.class, b, permits(limit));
      line.becomes("A");
    }
    assertEquals("2", limitOf(line));
    line.isHeld(hold);
    Hold second = line.take(b);
    Call<Hold> waiting = line.enqueue(connect("C"));
    isRefused(ConfigurationMismatchException.class, b, permits(3));
    List.of(hold, second).forEach(line::isHeld);
    line.waits(waiting);
    line.becomes("A", "B", "C");
  }

  @Rule("SEM-07")
  @Requires(Capability.CUT_LINK)
  @Test
  void anotherLimitIsRefusedWhileSomebodyWaits() {
    Line line = permits(1);
    Actor b = connect("B");
    Hold hold = line.acquire(connect("A"));
    Call<Hold> waiting = line.enqueue(b);
    b.cutLink();
    hold.releaseAsync();
    line.becomes("B");
    Actor c = connect("C");
    Call<Optional<Hold>> tries = permits(2).startTry(c);
    stage().ended(tries);
    assertTrue(
        tries.failed()
            ? tries.failure() instanceof ConfigurationMismatchException
            : tries.result().isEmpty(),
        () -> "while B waits with another limit: " + tries.describe());
    Call<Hold> acquires = permits(2).start(c);
    settle();
    assertFalse(acquires.isDone() && !acquires.failed(), "granted while B, cut off, is first");
    b.restoreLink();
    line.isHeld(line.granted(waiting));
    assertInstanceOf(ConfigurationMismatchException.class, c.failure(acquires));
    line.becomes("B");
  }

  @Rule({"SEM-08", "SEM-07"})
  @Test
  void whoComesToAnUnusedSemaphoreSetsTheLimit() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int limit : new int[] {2, 3, 1, 2}) {
      Line line = permits(limit);
      List<Hold> holds = new ArrayList<>();
      for (int i = 0; i < limit; i++) {
        holds.add(i == 0 ? line.acquire(a) : line.take(a));
      }
      assertTrue(line.tryNow(b).isEmpty(), () -> "one more than " + limit);
      assertEquals("" + limit, limitOf(line));
      isRefused(ConfigurationMismatchException.class, b, permits(limit + 1));
      holds.forEach(a::release);
      line.becomes();
    }
    a.run("closes", a.client()::close);
    assertEquals("2", limitOf(permits(2)), "outlives those who set it");
  }

  /** In kazoo one of them may overwrite what the other has set, and both go by their own. */
  @Rule({"SEM-08", "SEM-01"})
  @Test
  void ofTwoLimitsThatComeAtOnceOneIsTheLimit() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int round = 0; round < 10; round++) {
      String path = path("round" + round);
      Call<Optional<Hold>> one = line(new PermitRecipe(1), path).startTry(a);
      Call<Optional<Hold>> two = line(new PermitRecipe(2), path).startTry(b);
      List<Hold> granted = new ArrayList<>();
      for (Call<Optional<Hold>> call : List.of(one, two)) {
        stage().ended(call);
        if (call.failed()) {
          assertInstanceOf(ConfigurationMismatchException.class, call.failure());
        } else {
          call.result().ifPresent(granted::add);
        }
      }
      assertTrue(granted.size() <= 1, () -> "granted under two limits: " + granted);
      granted.forEach(hold -> (hold.identifier().equals("A") ? a : b).release(hold));
    }
  }

  // ---- what is no limit

  @Rule({"SEM-09", "WAIT-03"})
  @Requires(Capability.WRITE_BY_HAND)
  @Test
  void contentThatIsNoNumberIsLeftAlone() {
    Actor a = connect("A");
    for (String content : List.of("two", "0x2", "2.0", "\u0000\u0000\u0000\u0002")) {
      Line line = line(new PermitRecipe(2), path("content" + content.hashCode()));
      byte[] bytes = content.getBytes(US_ASCII);
      store().write(line.path(), bytes);
      isRefused(MalformedDataException.class, a, line);
      assertArrayEquals(bytes, store().read(line.path()).orElseThrow());
      line.becomes();
    }
  }

  /** What kazoo's semaphore leaves whose client died before it had set the limit. */
  @Rule({"SEM-09", "SEM-08"})
  @Requires(Capability.WRITE_BY_HAND)
  @Test
  void noContentIsNoLimit() {
    Line line = permits(2);
    store().write(line.path(), new byte[0]);
    Actor a = connect("A");
    List<Hold> holds = List.of(line.take(a), line.take(a));
    assertTrue(line.tryNow(a).isEmpty());
    assertEquals("2", limitOf(line));
    isRefused(ConfigurationMismatchException.class, connect("B"), permits(3));
    holds.forEach(line::isHeld);
  }

  // ---- helpers

  private String limitOf(Line line) {
    return new String(store().read(line.path()).orElseThrow(), US_ASCII);
  }

  /** Fails unless every way of acquiring is refused, promptly. */
  private void isRefused(Class<? extends Exception> refusal, Actor actor, Line line) {
    List<Call<?>> calls =
        List.of(
            line.start(actor),
            line.startTry(actor),
            line.startTry(actor, session(1)),
            actor.start("acquires by future", line.async(actor)::get));
    for (Call<?> call : calls) {
      stage().within(session(0.5), () -> call + " is not refused", call::isDone);
      assertTrue(call.failed(), () -> call + " was not refused: " + call.describe());
      Throwable thrown = call.failure();
      assertInstanceOf(refusal, thrown instanceof ExecutionException ? thrown.getCause() : thrown);
    }
  }
}
