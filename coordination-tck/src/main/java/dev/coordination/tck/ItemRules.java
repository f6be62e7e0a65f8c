package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.Codec;
import dev.coordination.ConnectionState;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.tck.StoreInspector.Item;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What both kinds of queue promise of putting, of items, and of their sizes. */
abstract class ItemRules extends TckTest {

  /** A queue of either kind, as these rules use it. */
  interface Shelf<T> {
    String put(T value, int priority);

    List<String> putAll(Collection<T> values, int priority);

    CompletableFuture<String> putAsync(T value, int priority);

    int size();

    /** Takes the first item for good, if there is one. */
    Optional<T> next();
  }

  /** The client's queue at this test's path. */
  abstract <T> Shelf<T> shelf(Actor actor, Codec<T> codec);

  /** What is in the store. */
  abstract List<Item> stored();

  /** Where the items lie. */
  abstract String shelfPath();

  final Shelf<String> shelf(Actor actor) {
    return shelf(actor, Codec.utf8());
  }

  // ---- for the tests

  static String text(Item item) {
    return new String(item.payload(), StandardCharsets.UTF_8);
  }

  final List<String> storedTexts() {
    return stored().stream().map(ItemRules::text).toList();
  }

  final void put(Actor actor, String value) {
    put(actor, value, 100);
  }

  final void put(Actor actor, String value, int priority) {
    assertTrue(!actor.call("puts " + value, () -> shelf(actor).put(value, priority)).isEmpty());
  }

  /** What comes out when one client takes everything. */
  final List<String> drain(Actor actor) {
    return actor.call(
        "takes everything",
        () ->
            Stream.generate(() -> shelf(actor).next())
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow)
                .toList());
  }

  final void waits(Call<?>... calls) {
    never(
        () -> "these must wait: " + Stream.of(calls).map(Call::describe).toList(),
        () -> Arrays.stream(calls).anyMatch(Call::isDone));
  }

  // ---- order

  @Rule("QUEUE-03")
  @Test
  void theLowerNumberIsServedFirstAndThenTheEarlier() {
    Actor a = connect("A");
    Actor b = connect("B");
    put(a, "a", 100);
    put(b, "b", 99);
    put(a, "c", 100);
    put(b, "d", 0);
    put(a, "e", 999);
    put(b, "f", 99);
    put(a, "g", 9);
    List<String> order = List.of("d", "g", "b", "f", "a", "c", "e");
    assertEquals(order, storedTexts());
    assertEquals(order, drain(b));
    assertEquals(List.of(), storedTexts());
  }

  @Rule({"QUEUE-03", "QUEUE-05"})
  @Test
  void whatOneThreadPutsAheadKeepsItsOrder() {
    Actor a = connect("A");
    List<String> values = IntStream.range(0, 50).mapToObj(i -> "v" + i).toList();
    List<CompletableFuture<String>> puts =
        a.call("puts", () -> values.stream().map(v -> shelf(a).putAsync(v, 5)).toList());
    List<String> names = a.call("waits", () -> puts.stream().map(CompletableFuture::join).toList());
    assertEquals(names, stored().stream().map(Item::name).toList());
    assertEquals(50, new HashSet<>(names).size());
    assertEquals(values, drain(connect("B")));
  }

  @Rule("QUEUE-16")
  @Test
  void aBacklogIsTakenInOrder() {
    Actor a = connect("A");
    int batches = harness().virtualTime() ? 20 : 4;
    List<String> values = new ArrayList<>();
    for (int batch = 0; batch < batches; batch++) {
      int first = batch * 500;
      List<String> some = IntStream.range(first, first + 500).mapToObj(i -> "v" + i).toList();
      assertEquals(500, a.call("puts 500", () -> shelf(a).putAll(some, 100)).size());
      values.addAll(some);
    }
    Actor b = connect("B");
    assertEquals(values.size(), b.call("counts", () -> shelf(b).size()));
    List<String> drained = new ArrayList<>();
    for (int batch = 0; batch < batches; batch++) {
      drained.addAll(b.call("takes 500", () -> take(b, 500)));
    }
    assertEquals(values, drained);
    assertEquals(List.of(), storedTexts());
  }

  private List<String> take(Actor actor, int count) {
    return IntStream.range(0, count).mapToObj(i -> shelf(actor).next().orElseThrow()).toList();
  }

  // ---- batches

  @Rule("QUEUE-06")
  @Test
  void aBatchStaysTogether() {
    Actor a = connect("A");
    Actor b = connect("B");
    List<Call<List<List<String>>>> puts = new ArrayList<>();
    for (Actor actor : List.of(a, b)) {
      puts.add(
          actor.start(
              "puts batches",
              () ->
                  IntStream.range(0, 10)
                      .mapToObj(i -> shelf(actor).putAll(batch(actor.name() + i), 7))
                      .toList()));
    }
    List<String> named =
        puts.stream().map(this::await).flatMap(List::stream).flatMap(List::stream).toList();
    List<Item> items = stored();
    assertEquals(60, items.size());
    assertEquals(new HashSet<>(named), new HashSet<>(items.stream().map(Item::name).toList()));
    for (int i = 0; i < items.size(); i += 3) {
      String first = text(items.get(i));
      assertEquals(
          batch(first.substring(0, first.length() - 1)),
          items.subList(i, i + 3).stream().map(ItemRules::text).toList());
    }
  }

  private static List<String> batch(String name) {
    return List.of(name + "x", name + "y", name + "z");
  }

  @Rule("QUEUE-06")
  @Test
  void anEmptyBatchIsNothing() {
    Actor a = connect("A");
    assertEquals(List.of(), a.call("puts nothing", () -> shelf(a).putAll(List.of(), 100)));
    assertTrue(store().read(path("queue")).isEmpty(), "nothing was written");
  }

  // ---- lost messages

  @Rule({"QUEUE-05", "QUEUE-02", "QUEUE-06", "ERR-04"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aLostMessageChangesNothingOfAPut() {
    Actor a = connect("A");
    List<String> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Consumer<Actor> fault :
        List.<Consumer<Actor>>of(
            x -> x.loseReplyOfWrite(1), x -> x.loseWrite(1), x -> x.loseReplyOfWrite(2))) {
      String value = "v" + values.size();
      fault.accept(a);
      names.add(a.call("puts " + value, () -> shelf(a).put(value, 100)));
      values.add(value);
      fault.accept(a);
      names.addAll(a.call("puts a batch", () -> shelf(a).putAll(batch(value), 100)));
      values.addAll(batch(value));
      settle();
      assertEquals(values, storedTexts());
    }
    assertEquals(names, stored().stream().map(Item::name).toList());
  }

  @Rule({"QUEUE-02", "ERR-05"})
  @Requires({Capability.LOSE_REPLY, Capability.CUT_LINK, Capability.EXPIRE_BY_TIME})
  @Test
  void aPutThatNobodyHeardOfIsUnknownAndThereOnce() {
    Actor a = connect("A");
    put(a, "first"); // so that the next write is the item and nothing that it needs
    a.loseReplyOfWrite(1);
    Call<String> call;
    a.cutLinkWhenItBreaks();
    call = a.start("puts", () -> shelf(a).put("second", 100));
    eventually(() -> "not put: " + storedTexts(), () -> stored().size() == 2);
    a.expireByTime();
    a.restoreLink();
    assertInstanceOf(OutcomeUnknownException.class, a.failure(call));
    settle();
    assertEquals(List.of("first", "second"), storedTexts());
  }

  @Rule({"QUEUE-02", "ERR-03", "TIME-06"})
  @Requires(Capability.CUT_LINK)
  @Test
  void aPutThatWasNotSentHasNoEffect() {
    Actor a = connect("A");
    put(a, "first");
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    Call<String> call = a.start("puts", () -> shelf(a).put("second", 100));
    stage().within(session(1).plus(stage().promptly()), call::describe, call::isDone);
    assertInstanceOf(ServiceUnavailableException.class, call.failure());
    a.restoreLink();
    reaches(a, ConnectionState.CONNECTED);
    put(a, "third");
    assertEquals(List.of("first", "third"), storedTexts());
  }

  // ---- items

  @Rule("QUEUE-14")
  @Requires({Capability.EXPIRE_NOW, Capability.RESTART_STORE})
  @Test
  void itemsOutliveThoseWhoPutThem() {
    Actor a = connect("A");
    put(a, "one");
    renewSession(a);
    put(a, "two");
    a.run("closes", a.client()::close);
    harness().restartStore();
    assertEquals(List.of("one", "two"), storedTexts());
    assertEquals(List.of("one", "two"), drain(connect("B")));
  }

  @Rule("QUEUE-13")
  @Test
  void everyPayloadIsReturnedAsItWasPut() {
    Actor a = connect("A");
    byte[] all = new byte[256];
    IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
    byte[] large = new byte[100_000];
    Arrays.fill(large, (byte) 0xff);
    Shelf<byte[]> shelf = shelf(a, Codec.bytes());
    for (byte[] payload : List.of(new byte[0], all, large, new byte[] {0})) {
      assertTrue(!a.call("puts", () -> shelf.put(payload, 100)).isEmpty());
      assertArrayEquals(payload, a.call("takes", shelf::next).orElseThrow());
    }
  }

  @Rule({"QUEUE-13", "QUEUE-06", "ERR-02"})
  @Test
  @SuppressWarnings("FutureReturnValueIgnored") // there is none: it throws
  void whatIsTooLargeIsRefusedWithTheFigures() {
    Actor a = connect("A");
    put(a, "one");
    byte[] tooLarge = new byte[2_000_000];
    byte[] part = new byte[100_000];
    Shelf<byte[]> shelf = shelf(a, Codec.bytes());
    List<Callable<?>> puts =
        List.of(
            () -> shelf.put(tooLarge, 100),
            () -> shelf.putAsync(tooLarge, 100),
            () -> shelf.putAll(List.of(part, tooLarge), 100),
            () -> shelf.putAll(IntStream.range(0, 20).mapToObj(i -> part).toList(), 100));
    for (Callable<?> put : puts) {
      Call<?> call = a.start("puts too much", put);
      endsAtOnce(call);
      assertInstanceOf(IllegalArgumentException.class, call.failure());
      String message = String.valueOf(call.failure().getMessage());
      assertTrue(
          message.matches("(?s).*\\d{7}.*\\d{6}.*|(?s).*\\d{6}.*\\d{7}.*"),
          () -> "both figures in: " + message);
    }
    assertEquals(List.of("one"), storedTexts());
    put(a, "two");
    assertEquals(List.of("one", "two"), drain(a));
  }

  @SuppressWarnings({"NullAway", "DataFlowIssue", "FutureReturnValueIgnored"}) // all is refused
  @Rule({"QUEUE-13", "ERR-02"})
  @Test
  void badArgumentsAreRefused() {
    Actor a = connect("A");
    Shelf<String> shelf = shelf(a);
    for (int priority : new int[] {-1, 1000, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      refuses(a, IllegalArgumentException.class, () -> shelf.put("x", priority));
      refuses(a, IllegalArgumentException.class, () -> shelf.putAsync("x", priority));
      refuses(a, IllegalArgumentException.class, () -> shelf.putAll(List.of("x"), priority));
      refuses(a, IllegalArgumentException.class, () -> shelf.putAll(List.of(), priority));
    }
    refuses(a, NullPointerException.class, () -> shelf.put(null, 100));
    refuses(a, NullPointerException.class, () -> shelf.putAsync(null, 100));
    refuses(a, NullPointerException.class, () -> shelf.putAll(null, 100));
    refuses(a, NullPointerException.class, () -> shelf.putAll(Arrays.asList("x", null), 100));
    refuses(a, NullPointerException.class, () -> shelf(a, (Codec<String>) null));
    assertTrue(store().read(path("queue")).isEmpty(), "nothing was written");
  }

  private void refuses(Actor actor, Class<? extends Throwable> type, Callable<?> body) {
    Call<?> call = actor.start("is refused", body);
    endsAtOnce(call);
    assertInstanceOf(type, call.failure());
  }

  @Rule("QUEUE-12")
  @Test
  void whatCannotBeEncodedIsNotPut() {
    Actor a = connect("A");
    for (Throwable thrown :
        List.of(new IllegalStateException("codec"), new AssertionError("codec"))) {
      Shelf<String> shelf = shelf(a, FaultyCodec.encoding("bad", thrown));
      assertSame(thrown, a.failure(a.start("puts", () -> shelf.put("bad", 100))));
      assertSame(thrown, a.failure(a.start("puts", () -> shelf.putAsync("bad", 100))));
      assertSame(
          thrown, a.failure(a.start("puts", () -> shelf.putAll(List.of("good", "bad"), 100))));
    }
    Shelf<String> none = shelf(a, FaultyCodec.encoding("bad", null));
    refuses(a, NullPointerException.class, () -> none.put("bad", 100));
    refuses(a, NullPointerException.class, () -> none.putAll(List.of("good", "bad"), 100));
    assertEquals(List.of(), storedTexts());
    put(a, "good");
    assertEquals(List.of("good"), drain(a));
  }

  @Rule({"QUEUE-15", "ERR-06"})
  @Requires(Capability.WRITE_BY_HAND)
  @Test
  void otherPeoplesEntriesAreLeftAlone() {
    Actor a = connect("A");
    put(a, "one");
    for (String foreign : List.of("notes", "entry", "entry-100", "aaa", "zzz")) {
      store().addForeign(shelfPath(), foreign);
    }
    Actor b = connect("B");
    assertEquals(1, b.call("counts", () -> shelf(b).size()));
    assertEquals(List.of("one"), drain(b));
    assertEquals(0, b.call("counts", () -> shelf(b).size()));
    assertTrue(store().read(shelfPath() + "/notes").isPresent(), "somebody's file");
  }

  @Rule({"QUEUE-15", "WAIT-02"})
  @Test
  void theSizeFollowsOnesOwnChangesEvenWhenInterrupted() {
    Actor a = connect("A");
    assertEquals(0, a.call("counts", () -> shelf(a).size()));
    boolean kept =
        a.call(
            "works interrupted",
            () -> {
              Thread.currentThread().interrupt();
              var unused = shelf(a).put("one", 100);
              var unused2 = shelf(a).putAll(List.of("two", "three"), 100);
              assertEquals(3, shelf(a).size());
              assertEquals("one", shelf(a).next().orElseThrow());
              assertEquals(2, shelf(a).size());
              return Thread.interrupted();
            });
    assertTrue(kept, "the interrupt status must be kept");
    assertEquals(List.of("two", "three"), storedTexts());
  }
}
