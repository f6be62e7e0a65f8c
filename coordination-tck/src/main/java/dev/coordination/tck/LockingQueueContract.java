package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ClaimedItem;
import dev.coordination.ConnectionState;
import dev.coordination.HoldLostException;
import dev.coordination.HoldState;
import dev.coordination.LockingQueue;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules LQUEUE: one worker for an item, and none that vanishes with its worker. */
public abstract class LockingQueueContract extends ConsumeLoopRules {

  /** For subclasses. */
  protected LockingQueueContract() {}

  // ---- claiming

  @Rule({"LQUEUE-01", "LQUEUE-07"})
  @Test
  void whatIsClaimedIsInvisible() {
    Actor a = connect("A");
    Actor b = connect("B");
    put(a, "one");
    put(a, "two");
    put(a, "three");
    put(b, "urgent", 1);
    isHeld(take(a), "urgent");
    isHeld(poll(b).orElseThrow(), "one");
    isHeld(take(a), "two");
    isHeld(poll(a).orElseThrow(), "three");
    assertTrue(poll(a).isEmpty());
    assertTrue(poll(b).isEmpty());
    assertEquals(4, a.call("counts", queue(a)::size));
  }

  @Rule({"LQUEUE-07", "TIME-02"})
  @Test
  void anEmptyQueueIsAnsweredWithEmpty() {
    Actor a = connect("A");
    assertTrue(poll(a).isEmpty());
    for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      Call<Optional<ClaimedItem<String>>> poll = a.start("polls", () -> queue(a).poll(none));
      endsAtOnce(poll);
      assertTrue(await(poll).isEmpty());
    }
    put(a, "one");
    ClaimedItem<String> claim = a.call("polls", () -> queue(a).poll(Duration.ZERO)).orElseThrow();
    isHeld(report(a, claim), "one");
  }

  @Rule({"LQUEUE-08", "TIME-02", "TIME-05"})
  @Requires(Capability.CUT_LINK)
  @Test
  void nowHasNoAnswerWithoutALink() {
    Actor a = connect("A");
    put(a, "one");
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    Call<Optional<ClaimedItem<String>>> none = a.start("polls", () -> queue(a).poll(Duration.ZERO));
    endsAtOnce(none);
    assertTrue(await(none).isEmpty());
    Call<Optional<ClaimedItem<String>>> now = a.start("polls", queue(a)::poll);
    endsAtOnce(now);
    assertInstanceOf(ServiceUnavailableException.class, now.failure());
    a.restoreLink();
    reaches(a, ConnectionState.CONNECTED);
    isHeld(take(connect("B")), "one");
  }

  @Rule({"LQUEUE-01", "LQUEUE-02", "LQUEUE-03"})
  @Test
  void severalWorkersShareTheItems() {
    Actor a = connect("A");
    List<String> values = IntStream.range(0, 60).mapToObj(i -> "v%02d".formatted(i)).toList();
    a.run("puts", () -> assertEquals(60, queue(a).putAll(values).size()));
    List<Call<List<String>>> workers = new ArrayList<>();
    for (Actor actor : List.of(a, connect("B"), connect("C"))) {
      for (int thread = 0; thread < 2; thread++) {
        workers.add(actor.start("works", () -> work(actor)));
      }
    }
    List<String> done = workers.stream().map(this::await).flatMap(List::stream).toList();
    assertEquals(values, done.stream().sorted().toList());
    assertEquals(List.of(), storedTexts());
  }

  /** Consumes everything, and gives every third claim back first. */
  private List<String> work(Actor actor) {
    List<String> done = new ArrayList<>();
    for (int i = 0; ; i++) {
      Optional<ClaimedItem<String>> claim = queue(actor).poll();
      if (claim.isEmpty()) {
        return done;
      }
      ClaimedItem<String> item = report(actor, claim.orElseThrow());
      if (i % 3 == 0) {
        item.release();
      } else {
        item.consume();
        done.add(item.value());
      }
    }
  }

  // ---- waiting

  @Rule({"LQUEUE-09", "TIME-01"})
  @Test
  void aWaitIsEndedByAnItemOrByItsTime() {
    Actor a = connect("A");
    Actor b = connect("B");
    Call<ClaimedItem<String>> wait = enqueue(a);
    put(b, "one");
    ClaimedItem<String> claim = await(wait);
    isHeld(claim, "one");
    Call<ClaimedItem<String>> second = enqueue(b);
    a.release(claim);
    isHeld(await(second), "one");
    Duration begun = stage().now();
    Call<Optional<ClaimedItem<String>>> vain = a.start("polls", () -> queue(a).poll(session(0.3)));
    lasts(session(0.3), begun, vain);
    assertTrue(await(vain).isEmpty());
  }

  @Rule({"LQUEUE-09", "LQUEUE-01"})
  @Test
  void asManyWaitsEndAsThereAreItems() {
    List<Actor> actors = List.of(connect("A"), connect("B"), connect("C"));
    List<Call<ClaimedItem<String>>> waits = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      waits.add(enqueue(actors.get(i % 3)));
    }
    Actor putter = actors.get(0);
    put(putter, "v0");
    put(putter, "v1");
    List<String> rest = List.of("v2", "v3", "v4", "v5");
    putter.run("puts", () -> assertEquals(4, queue(putter).putAll(rest).size()));
    List<String> claimed = waits.stream().map(this::await).map(ClaimedItem::value).toList();
    assertEquals(new TreeSet<>(storedTexts()), new TreeSet<>(claimed));
    assertEquals(6, claimed.size());
  }

  @Rule({"LQUEUE-09", "LQUEUE-02", "SESSION-05", "SESSION-02"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @Test
  void aWaitSurvivesLinkAndSession() {
    Actor a = connect("A");
    Actor b = connect("B");
    Call<ClaimedItem<String>> first = enqueue(b);
    b.cutLink();
    reaches(b, ConnectionState.SUSPENDED);
    put(a, "one");
    waits(first);
    b.restoreLink();
    isHeld(await(first), "one");
    Call<ClaimedItem<String>> second = enqueue(b);
    excuse(first.result());
    renewSession(b);
    isHeld(await(second), "one");
    Call<ClaimedItem<String>> third = enqueue(b);
    put(a, "two");
    isHeld(await(third), "two");
  }

  // ---- giving up

  @Rule({"LQUEUE-08", "WAIT-01", "WAIT-03"})
  @Test
  void whoGivesUpLeavesNoClaim() {
    Actor a = connect("A");
    Actor b = connect("B");
    Call<ClaimedItem<String>> interrupted = enqueue(a);
    Call<Optional<ClaimedItem<String>>> timed = a.start("polls", () -> queue(a).poll(session(0.1)));
    Call<ClaimedItem<String>> other = enqueue(b);
    interrupted.interrupt();
    endsAtOnce(interrupted);
    assertInstanceOf(InterruptedException.class, interrupted.failure());
    assertTrue(await(timed).isEmpty());
    put(a, "one");
    isHeld(await(other), "one");
    put(a, "two");
    isHeld(take(a), "two");
  }

  @Rule({"LQUEUE-08", "WAIT-04"})
  @Test
  void anInterruptRacesWithAnItem() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int i = 0; i < 20; i++) {
      String value = "v" + i;
      Call<ClaimedItem<String>> wait = start(b);
      settle();
      Call<String> put = a.start("puts", () -> queue(a).put(value));
      if (i % 2 == 0) {
        stage().spin(() -> !stored().isEmpty());
      }
      wait.interrupt();
      stage().ended(wait);
      stage().ended(put);
      if (wait.failed()) {
        assertInstanceOf(InterruptedException.class, wait.failure());
        becomesFree(value);
      } else {
        isHeld(wait.result(), value);
        b.run("consumes", wait.result()::consume);
      }
      assertEquals(wait.failed() ? List.of(value) : List.of(), drain(a));
    }
  }

  @Rule({"LQUEUE-08", "WAIT-04", "LQUEUE-06"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aLostMessageChangesNothingOfAClaim() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int n = 1; n <= 3; n++) {
      int nth = n;
      for (Consumer<Actor> fault :
          List.<Consumer<Actor>>of(x -> x.loseReplyOfWrite(nth), x -> x.loseWrite(nth))) {
        put(a, "one");
        put(a, "two");
        fault.accept(b);
        ClaimedItem<String> claim = take(b);
        isHeld(claim, "one");
        assertEquals(0, claimOn("two"));
        b.run("consumes", claim::consume);
        b.run("consumes again", claim::consume);
        assertEquals(HoldState.RELEASED, claim.state());
        settle();
        assertEquals(List.of("two"), storedTexts());
        assertEquals(List.of("two"), drain(a));
        reaches(b, ConnectionState.CONNECTED);
      }
    }
  }

  // ---- consuming

  @Rule({"LQUEUE-05", "LQUEUE-06"})
  @Test
  void consumingEndsTheClaimAndIsNoLoss() {
    Actor a = connect("A");
    put(a, "one");
    put(a, "two");
    ClaimedItem<String> claim = take(a);
    Recorder<HoldState> states = states(claim);
    a.run("consumes", claim::consume);
    assertEquals(HoldState.RELEASED, claim.state());
    assertEquals(List.of("two"), storedTexts());
    eventually(states::toString, () -> states.endsWith(HoldState.RELEASED));
    advance(session(1.2));
    assertEquals(List.of(HoldState.HELD, HoldState.RELEASED), states.told());
    a.run("consumes again", claim::consume);
    a.release(claim);
    assertEquals(List.of("two"), storedTexts());
  }

  @Rule({"LQUEUE-06", "LQUEUE-05", "ERR-04"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aLostConsumptionIsResolved() {
    Actor a = connect("A");
    for (Consumer<Actor> fault :
        List.<Consumer<Actor>>of(x -> x.loseReplyOfWrite(1), x -> x.loseWrite(1))) {
      put(a, "one");
      ClaimedItem<String> claim = take(a);
      Recorder<HoldState> states = states(claim);
      fault.accept(a);
      a.run("consumes", claim::consume);
      assertEquals(HoldState.RELEASED, claim.state());
      assertTrue(!states.wasTold(HoldState.LOST), states::toString);
      settle();
      assertEquals(List.of(), storedTexts());
    }
  }

  @Rule("LQUEUE-05")
  @Test
  void whatWasGivenBackCannotBeConsumed() {
    Actor a = connect("A");
    put(a, "one");
    ClaimedItem<String> released = take(a);
    a.release(released);
    assertInstanceOf(HoldLostException.class, a.fails("consumes", released::consume));
    ClaimedItem<String> next = take(connect("B"));
    assertInstanceOf(HoldLostException.class, a.fails("consumes", released::consume));
    isHeld(next, "one");
  }

  @Rule({"LQUEUE-05", "LQUEUE-01"})
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void aClaimThatIsGoneConsumesNothing() {
    for (boolean claimedAnew : new boolean[] {false, true}) {
      Actor a = connect("A");
      put(a, "v" + claimedAnew);
      ClaimedItem<String> claim = take(a);
      Call<ClaimedItem<String>> wait = claimedAnew ? enqueue(connect("B")) : null;
      deleteClaim(claim);
      Throwable failure = a.fails("consumes", claim::consume);
      assertInstanceOf(HoldLostException.class, failure);
      assertEquals(HoldState.LOST, claim.state());
      assertEquals(List.of("v" + claimedAnew), storedTexts());
      if (wait != null) {
        isHeld(await(wait), "vtrue");
      } else {
        assertEquals(List.of("vfalse"), drain(a));
      }
    }
  }

  @Rule({"LQUEUE-05", "LQUEUE-01", "LQUEUE-03"})
  @Requires({Capability.EXPIRE_BY_TIME, Capability.CUT_LINK})
  @Test
  void anExClaimantConsumesNothing() {
    Actor a = connect("A");
    put(a, "one");
    ClaimedItem<String> claim = take(a);
    Call<ClaimedItem<String>> wait = enqueue(connect("B"));
    a.expireByTime();
    ClaimedItem<String> next = await(wait);
    Call<?> consume = a.startRun("consumes", claim::consume);
    settle();
    a.restoreLink();
    assertInstanceOf(HoldLostException.class, a.failure(consume));
    isHeld(next, "one");
  }

  // ---- what cannot be decoded

  @Rule({"LQUEUE-10", "QUEUE-12"})
  @Test
  void whatCannotBeDecodedCanBeConsumed() {
    Actor a = connect("A");
    put(a, "bad", 5);
    put(a, "one", 6);
    IllegalStateException thrown = new IllegalStateException("codec");
    LockingQueue<String> queue =
        a.client().lockingQueue(path("queue"), FaultyCodec.decoding("bad", thrown));
    ClaimedItem<String> bad = stage().own(a, a.call("takes", queue::take));
    assertSame(thrown, a.fails("decodes", () -> Stream.of(bad.value()).close()));
    assertSame(thrown, a.fails("decodes again", () -> Stream.of(bad.value()).close()));
    assertEquals(5, bad.priority());
    ClaimedItem<String> one = stage().own(a, a.call("takes", queue::take));
    assertEquals("one", one.value());
    assertEquals("one", one.value());
    a.release(one);
    a.run("consumes", bad::consume);
    assertEquals(List.of("one"), drain(a));
  }

  // ---- the end of a client

  @Rule({"CLIENT-08", "CLIENT-05", "ERR-02"})
  @Test
  void aClosedClientRefusesItsQueues() {
    Actor a = connect("A");
    LockingQueue<String> queue = queue(a);
    put(a, "one");
    ClaimedItem<String> claim = take(a);
    Call<ClaimedItem<String>> wait = enqueue(a);
    a.run("closes", a.client()::close);
    assertInstanceOf(IllegalStateException.class, a.failure(wait));
    List<Runnable> calls =
        List.of(
            () -> queue(a),
            () -> queue.put("x"),
            () -> queue.putAll(List.of("x")),
            () -> {
              var unused = queue.putAsync("x");
            },
            queue::poll,
            queue::size);
    calls.forEach(
        call ->
            assertInstanceOf(IllegalStateException.class, a.fails("uses a closed client", call)));
    assertInstanceOf(IllegalStateException.class, a.failure(a.start("takes", queue::take)));
    assertInstanceOf(HoldLostException.class, a.fails("consumes", claim::consume));
    assertEquals("one", claim.value());
    assertEquals(List.of("one"), storedTexts());
  }
}
