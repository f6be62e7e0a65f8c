package dev.coordination.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.Codec;
import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedQueue;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.Registration;
import dev.coordination.tck.StoreInspector.Item;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The rules QUEUE under faults, and where giving up races with an item. */
abstract class QueueFaultRules extends ShelfFaultRules {

  final DistributedQueue<String> queue(Actor actor) {
    return queue(actor.client());
  }

  final DistributedQueue<String> queue(CoordinationClient client) {
    return client.queue(path("queue"), Codec.utf8());
  }

  @Override
  final List<Item> stored() {
    return store().items(path("queue"));
  }

  @Override
  final String shelfPath() {
    return path("queue");
  }

  @Override
  final <T> Shelf<T> shelf(Actor actor, Codec<T> codec) {
    DistributedQueue<T> queue = actor.client().queue(path("queue"), codec);
    return new Shelf<>() {
      @Override
      public String put(T value, int priority) {
        return queue.put(value, priority);
      }

      @Override
      public List<String> putAll(Collection<T> values, int priority) {
        return queue.putAll(values, priority);
      }

      @Override
      public CompletableFuture<String> putAsync(T value, int priority) {
        return queue.putAsync(value, priority);
      }

      @Override
      public int size() {
        return queue.size();
      }

      @Override
      public Optional<T> next() {
        return queue.poll();
      }
    };
  }

  /** Starts a take, and returns when it waits. */
  final Call<String> take(Actor actor) {
    Call<String> wait = actor.start("takes", queue(actor)::take);
    waits(wait);
    return wait;
  }

  // ---- the link breaks, the session ends

  @Rule({"QUEUE-08", "TIME-04"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @Test
  void aWaitSurvivesLinkAndSession() {
    Actor a = connect("A");
    Actor b = connect("B");
    Call<String> first = take(b);
    b.cutLink();
    reaches(b, ConnectionState.SUSPENDED);
    put(a, "one");
    waits(first);
    b.restoreLink();
    assertEquals("one", await(first));
    Call<String> second = take(b);
    renewSession(b);
    waits(second);
    put(a, "two");
    assertEquals("two", await(second));
    Call<String> third = take(b);
    b.expireNow();
    put(a, "three");
    assertEquals("three", await(third));
  }

  @Rule("QUEUE-08")
  @Requires(Capability.CUT_LINK)
  @Test
  void aTakerIsWokenByWhatIsPutAfterItsLinkIsBack() {
    Actor b = connect("B");
    Call<String> wait = take(b);
    blip(b);
    waits(wait);
    put(connect("A"), "one");
    assertEquals("one", await(wait));
  }

  @Rule({"QUEUE-08", "TIME-04", "WAIT-01"})
  @Requires(Capability.CUT_LINK)
  @Test
  void withoutALinkATakerWaitsAndCanGiveUp() {
    Actor a = connect("A");
    Actor b = connect("B");
    put(a, "one");
    put(a, "two");
    assertEquals("one", b.call("takes", queue(b)::take)); // and may have read on
    b.cutLink();
    reaches(b, ConnectionState.SUSPENDED);
    Call<String> wait = take(b);
    Duration begun = stage().now();
    Call<Optional<String>> timed = b.start("polls", () -> queue(b).poll(session(0.2)));
    lasts(session(0.2), begun, timed);
    assertTrue(await(timed).isEmpty());
    wait.interrupt();
    endsAtOnce(wait);
    assertInstanceOf(InterruptedException.class, wait.failure());
    Call<String> again = take(b);
    b.restoreLink();
    assertEquals("two", await(again));
  }

  @Rule({"QUEUE-08", "QUEUE-01"})
  @Requires(Capability.KILL)
  @Test
  void theDeadWakeTheNext() {
    Actor a = connect("A");
    List<Actor> dying = List.of(connect("B"), connect("C"));
    dying.forEach(this::take);
    Call<String> heir = take(connect("D"));
    dying.forEach(Actor::kill);
    put(a, "one");
    stage().within(session(1).plus(stage().promptly()), heir::describe, heir::isDone);
    assertEquals("one", heir.result());
  }

  // ---- lost messages

  @Rule({"QUEUE-10", "QUEUE-02", "QUEUE-01", "ERR-04"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aLostMessageChangesNothingOfATake() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int n = 1; n <= 2; n++) {
      int nth = n;
      for (Consumer<Actor> fault :
          List.<Consumer<Actor>>of(x -> x.loseReplyOfWrite(nth), x -> x.loseWrite(nth))) {
        put(a, "one");
        put(a, "two");
        put(a, "three");
        fault.accept(b);
        assertEquals("one", b.call("takes", queue(b)::take));
        fault.accept(b);
        assertEquals("two", b.call("polls", () -> queue(b).poll(session(1))).orElseThrow());
        fault.accept(b);
        assertEquals("three", b.call("takes", () -> queue(b).takeAsync().join()));
        settle();
        assertEquals(List.of(), storedTexts());
        reaches(b, ConnectionState.CONNECTED);
      }
    }
  }

  @Rule({"QUEUE-10", "QUEUE-01", "ERR-05"})
  @Requires({Capability.LOSE_REPLY, Capability.CUT_LINK, Capability.EXPIRE_BY_TIME})
  @Test
  void aTakeThatNobodyHeardOfIsUnknownAndCarriesItsItem() {
    Actor a = connect("A");
    Actor b = connect("B");
    put(b, "warm");
    assertEquals("warm", b.call("takes", queue(b)::take));
    put(a, "one");
    put(a, "two");
    b.loseReplyOfWrite(1);
    Call<String> take;
    b.cutLinkWhenItBreaks();
    take = b.start("takes", queue(b)::take);
    eventually(() -> "not taken: " + storedTexts(), () -> stored().size() == 1);
    b.expireByTime();
    b.restoreLink();
    Throwable failure = b.failure(take);
    assertInstanceOf(OutcomeUnknownException.class, failure);
    byte[] payload = ((OutcomeUnknownException) failure).payload().orElseThrow();
    assertEquals("one", new String(payload, UTF_8));
    assertEquals(List.of("two"), drain(a));
  }

  // ---- giving up

  @Rule({"QUEUE-09", "QUEUE-01"})
  @Test
  void anInterruptRacesWithAnItem() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int i = 0; i < 20; i++) {
      String value = "v" + i;
      Call<String> wait = b.start("takes", queue(b)::take);
      settle();
      Call<String> put = a.start("puts", () -> queue(a).put(value));
      if (i % 2 == 0) {
        stage().spin(() -> !storedTexts().isEmpty() || wait.isDone());
      }
      wait.interrupt();
      stage().ended(wait);
      stage().ended(put);
      if (wait.failed()) {
        assertInstanceOf(InterruptedException.class, wait.failure());
        settle();
        assertEquals(List.of(value), drain(a), "nothing was removed");
      } else {
        assertEquals(value, wait.result());
        assertEquals(List.of(), drain(a));
      }
    }
  }

  @Rule({"QUEUE-09", "QUEUE-01"})
  @Test
  void aTimeoutRacesWithAnItem() {
    Actor a = connect("A");
    Actor b = connect("B");
    Duration timeout = Duration.ofMillis(20);
    for (int i = 0; i < 20; i++) {
      String value = "v" + i;
      Call<Optional<String>> wait = b.start("polls", () -> queue(b).poll(timeout));
      settle();
      advance(timeout.minusMillis(1 + i % 3));
      Call<String> put = a.start("puts", () -> queue(a).put(value));
      advance(Duration.ofMillis(1 + i % 3));
      stage().ended(wait);
      stage().ended(put);
      List<String> left = drain(a);
      assertEquals(List.of(value), wait.result().map(List::of).orElse(left));
      assertEquals(wait.result().isPresent(), left.isEmpty());
    }
  }

  @Rule({"QUEUE-11", "QUEUE-09", "QUEUE-01"})
  @Test
  void aCancellationRacesWithAnItem() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int i = 0; i < 20; i++) {
      String value = "v" + i;
      CompletableFuture<String> future = queue(b).takeAsync();
      settle();
      Call<String> put = a.start("puts", () -> queue(a).put(value));
      if (i % 2 == 0) {
        stage().spin(() -> !storedTexts().isEmpty() || future.isDone());
      }
      boolean cancelled = future.cancel(false);
      stage().ended(put);
      if (cancelled) {
        assertEquals(value, b.call("takes", queue(b)::take), "it is there for the next");
      } else {
        assertEquals(value, future.join());
      }
      assertEquals(List.of(), drain(a));
    }
  }

  /**
   * Lets a removal be applied for a future that is cancelled before its reply comes: as soon as it
   * is told that the link has broken, and before the link comes back.
   */
  private void cancelWhileRemoving(Actor actor) {
    CompletableFuture<CompletableFuture<String>> taking = new CompletableFuture<>();
    actor.loseReplyOfWrite(1);
    actor.cutLinkWhenItBreaks();
    try (Registration cancelling =
        actor.client().onConnectionState(Runnable::run, state -> cancel(actor, state, taking))) {
      taking.complete(queue(actor).takeAsync());
      eventually(() -> "the take goes on", () -> taking.join().isDone());
      cancelling.close();
    }
    assertTrue(taking.join().isCancelled(), "cancelled before the reply");
    eventually(() -> "not removed: " + storedTexts(), () -> stored().isEmpty());
  }

  private static void cancel(
      Actor actor, ConnectionState state, CompletableFuture<CompletableFuture<String>> taking) {
    if (state == ConnectionState.SUSPENDED) {
      var unused =
          taking.thenAccept(
              take -> {
                take.cancel(false);
                actor.restoreLink();
              });
    }
  }

  @Rule({"QUEUE-11", "QUEUE-01"})
  @Requires({Capability.LOSE_REPLY, Capability.CUT_LINK})
  @Test
  void whatWasRemovedForNobodyIsTheNextTakers() {
    Actor b = connect("B");
    put(b, "warm");
    assertEquals("warm", b.call("takes", queue(b)::take));
    put(b, "one", 7);
    cancelWhileRemoving(b);
    Call<String> wait = b.start("takes", queue(b)::take);
    assertEquals("one", await(wait));
    assertEquals(List.of(), storedTexts());
  }

  @Rule({"QUEUE-11", "QUEUE-17", "QUEUE-01"})
  @Requires({Capability.LOSE_REPLY, Capability.CUT_LINK})
  @Test
  void whatWasRemovedForNobodyIsPutBackByClose() {
    Actor b = connect("B");
    put(b, "warm");
    assertEquals("warm", b.call("takes", queue(b)::take));
    put(b, "one", 7);
    cancelWhileRemoving(b);
    reaches(b, ConnectionState.CONNECTED);
    b.run("closes", b.client()::close);
    settle();
    assertEquals(List.of("one"), storedTexts());
    assertEquals(List.of(7), stored().stream().map(Item::priority).toList());
    assertEquals(List.of("one"), drain(connect("C")));
  }
}
