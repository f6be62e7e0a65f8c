package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedQueue;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules QUEUE: nothing vanishes, nothing comes twice, and who waits is woken. */
public abstract class QueueContract extends QueueFaultRules {

  /** For subclasses. */
  protected QueueContract() {}

  // ---- now

  @Rule({"QUEUE-07", "TIME-02"})
  @Test
  void anEmptyQueueIsAnsweredWithEmpty() {
    Actor a = connect("A");
    assertTrue(a.call("polls", queue(a)::poll).isEmpty());
    for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      Call<Optional<String>> poll = a.start("polls", () -> queue(a).poll(none));
      endsAtOnce(poll);
      assertTrue(await(poll).isEmpty());
    }
    put(a, "one");
    assertEquals("one", a.call("polls", () -> queue(a).poll(Duration.ZERO)).orElseThrow());
    assertEquals(List.of(), storedTexts());
  }

  @Rule({"QUEUE-07", "TIME-02", "TIME-05"})
  @Requires(Capability.CUT_LINK)
  @Test
  void nowHasNoAnswerWithoutALink() {
    Actor a = connect("A");
    put(a, "one");
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    Call<Optional<String>> none = a.start("polls", () -> queue(a).poll(Duration.ZERO));
    endsAtOnce(none);
    assertTrue(await(none).isEmpty());
    Call<Optional<String>> now = a.start("polls", queue(a)::poll);
    stage().within(session(1).plus(stage().promptly()), now::describe, now::isDone);
    assertInstanceOf(ServiceUnavailableException.class, now.failure());
    a.restoreLink();
    reaches(a, ConnectionState.CONNECTED);
    assertEquals(List.of("one"), drain(a));
  }

  @Rule("QUEUE-04")
  @Test
  void theUrgentOvertakesWhatOnesOwnClientHasReadAhead() {
    Actor a = connect("A");
    Actor b = connect("B");
    IntStream.range(0, 20).forEach(i -> put(b, "v" + i));
    for (int i = 0; i < 10; i += 2) {
      assertEquals("v" + i, a.call("takes", queue(a)::take));
      int urgency = 50 - i;
      put(a, "urgent" + i, urgency);
      assertEquals("urgent" + i, a.call("takes", queue(a)::take));
      assertEquals("v" + (i + 1), a.call("takes", queue(a)::poll).orElseThrow());
    }
  }

  @Rule({"QUEUE-02", "QUEUE-01", "QUEUE-03"})
  @Test
  void severalTakersShareTheItems() {
    Actor a = connect("A");
    List<String> values = IntStream.range(0, 90).mapToObj(i -> "v%02d".formatted(i)).toList();
    a.run("puts", () -> assertEquals(90, queue(a).putAll(values).size()));
    List<Call<List<String>>> takers = new ArrayList<>();
    for (Actor actor : List.of(a, connect("B"), connect("C"))) {
      for (int thread = 0; thread < 2; thread++) {
        takers.add(
            actor.start(
                "takes",
                () ->
                    Stream.generate(queue(actor)::poll)
                        .takeWhile(Optional::isPresent)
                        .map(Optional::orElseThrow)
                        .toList()));
      }
    }
    List<String> taken = new ArrayList<>();
    for (Call<List<String>> taker : takers) {
      List<String> own = await(taker);
      assertEquals(own.stream().sorted().toList(), own, "as one thread sees it");
      taken.addAll(own);
    }
    assertEquals(values, taken.stream().sorted().toList());
  }

  // ---- waiting

  @Rule({"QUEUE-08", "TIME-01"})
  @Test
  void aWaitIsEndedByAnItemOrByItsTime() {
    Actor a = connect("A");
    Actor b = connect("B");
    Call<String> wait = take(a);
    put(b, "one");
    assertEquals("one", await(wait));
    Call<Optional<String>> timed = a.start("polls", () -> queue(a).poll(session(1)));
    waits(timed);
    put(a, "two");
    assertEquals("two", await(timed).orElseThrow());
    Duration begun = stage().now();
    Call<Optional<String>> vain = a.start("polls", () -> queue(a).poll(session(0.3)));
    lasts(session(0.3), begun, vain);
    assertTrue(await(vain).isEmpty());
    put(b, "three");
    assertEquals("three", a.call("takes", queue(a)::take));
  }

  @Rule("QUEUE-08")
  @Test
  void asManyWaitsEndAsThereAreItems() {
    List<Actor> actors = List.of(connect("A"), connect("B"), connect("C"));
    for (boolean atOnce : new boolean[] {false, true}) {
      List<Call<String>> waits = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        waits.add(take(actors.get(i % 3)));
      }
      Actor putter = actors.get(0);
      List<String> values = IntStream.range(0, 6).mapToObj(i -> "v" + i + atOnce).toList();
      if (atOnce) {
        putter.run("puts", () -> assertEquals(6, queue(putter).putAll(values).size()));
      } else {
        values.forEach(value -> put(putter, value));
      }
      assertEquals(new TreeSet<>(values), new TreeSet<>(waits.stream().map(this::await).toList()));
    }
  }

  @Rule({"QUEUE-08", "WAIT-01", "WAIT-08"})
  @Test
  void whoGivesUpTakesNothingWithHim() {
    Actor a = connect("A");
    Actor b = connect("B");
    Call<String> first = take(a);
    CompletableFuture<String> future = queue(a).takeAsync();
    Call<Optional<String>> timed = a.start("polls", () -> queue(a).poll(session(0.1)));
    Call<String> other = take(b);
    Call<String> last = take(a);
    first.interrupt();
    endsAtOnce(first);
    assertInstanceOf(InterruptedException.class, first.failure());
    assertTrue(future.cancel(false));
    assertTrue(await(timed).isEmpty());
    put(b, "one");
    put(b, "two");
    assertEquals(
        new TreeSet<>(List.of("one", "two")), new TreeSet<>(List.of(await(other), await(last))));
  }

  @Rule("WAIT-01")
  @Test
  void anInterruptOnEntryIsSeenByTakers() {
    Actor a = connect("A");
    put(a, "one");
    Call<Boolean> call =
        a.start(
            "takes interrupted",
            () -> {
              Thread.currentThread().interrupt();
              try {
                return queue(a).take().isEmpty();
              } catch (InterruptedException expected) {
                return !Thread.currentThread().isInterrupted();
              }
            });
    endsAtOnce(call);
    assertTrue(await(call), "InterruptedException with the status cleared");
    assertEquals(List.of("one"), storedTexts());
  }

  // ---- codecs

  @Rule("QUEUE-12")
  @Test
  void whatCannotBeDecodedStaysFirst() {
    Actor a = connect("A");
    put(a, "bad");
    put(a, "good");
    for (Throwable thrown :
        List.of(new IllegalStateException("codec"), new StackOverflowError("codec"))) {
      DistributedQueue<String> faulty =
          a.client().queue(path("queue"), FaultyCodec.decoding("bad", thrown));
      assertSame(thrown, a.failure(a.start("polls", faulty::poll)));
      assertSame(thrown, a.failure(a.start("takes", faulty::take)));
      Call<String> future = a.start("takes", () -> faulty.takeAsync().get());
      assertSame(thrown, a.failure(future).getCause());
    }
    DistributedQueue<String> none =
        a.client().queue(path("queue"), FaultyCodec.decoding("bad", null));
    assertInstanceOf(NullPointerException.class, a.failure(a.start("polls", none::poll)));
    assertEquals(List.of("bad", "good"), storedTexts());
    assertEquals(List.of("bad", "good"), drain(a));
  }

  // ---- the end of a client

  @Rule({"QUEUE-17", "CLIENT-05", "CLIENT-03"})
  @Test
  void closeEndsTheWaitsOfItsClientAndTakesNothing() {
    Actor a = connect("A");
    Actor b = connect("B");
    CoordinationClient view = a.client().withIdentifier("view");
    Call<String> inView = a.start("takes", queue(view)::take);
    waits(inView);
    Call<String> inClient = take(a);
    CompletableFuture<String> future = queue(a).takeAsync();
    Call<String> elsewhere = take(b);
    a.run("closes the view", view::close);
    stage().ended(inView);
    assertInstanceOf(IllegalStateException.class, inView.failure());
    waits(inClient, elsewhere);
    a.run("closes", a.client()::close);
    stage().ended(inClient);
    assertInstanceOf(IllegalStateException.class, inClient.failure());
    eventually(() -> "a future of a closed client goes on", future::isDone);
    Throwable failure = future.handle((value, thrown) -> thrown).join();
    assertInstanceOf(IllegalStateException.class, failure);
    put(b, "one");
    assertEquals("one", await(elsewhere));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // none is returned: each call throws
  @Rule({"CLIENT-08", "ERR-02"})
  @Test
  void aClosedClientRefusesItsQueues() {
    Actor a = connect("A");
    DistributedQueue<String> queue = queue(a);
    put(a, "one");
    a.run("closes", a.client()::close);
    List<Runnable> calls =
        List.of(
            () -> queue(a),
            () -> queue.put("x"),
            () -> queue.putAll(List.of("x")),
            () -> queue.putAll(List.of()),
            () -> queue.putAsync("x"),
            queue::poll,
            queue::takeAsync,
            queue::size);
    calls.forEach(
        call ->
            assertInstanceOf(IllegalStateException.class, a.fails("uses a closed client", call)));
    assertInstanceOf(IllegalStateException.class, a.failure(a.start("takes", queue::take)));
    assertInstanceOf(
        IllegalStateException.class, a.failure(a.start("polls", () -> queue.poll(session(1)))));
    assertEquals(path("queue"), queue.path());
    assertFalse(storedTexts().isEmpty());
  }
}
