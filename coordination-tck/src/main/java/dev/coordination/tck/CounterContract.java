package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.DistributedCounter;
import dev.coordination.MalformedDataException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The rules COUNTER: one number for everyone, with no update lost and none made twice. */
public abstract class CounterContract extends CounterRaceRules {

  /** For subclasses. */
  protected CounterContract() {}

  // ---- the number

  @Rule("COUNTER-01")
  @Test
  void everyoneSeesWhatReturned() {
    Actor a = connect("A");
    Actor b = connect("B");
    long value = 0;
    for (int i = 0; i < 20; i++) {
      Actor writer = i % 2 == 0 ? a : b;
      Actor reader = i % 2 == 0 ? b : a;
      assertEquals(++value, writer.count("increments", counter(writer)::increment));
      assertEquals(value, reader.count("gets", counter(reader)::get));
      assertEquals(value, writer.count("gets", counter(writer)::get));
    }
  }

  @Rule("COUNTER-02")
  @Test
  void theNewValueIsReturned() {
    Actor a = connect("A");
    DistributedCounter counter = counter(a);
    assertEquals(1, a.count("increments", counter::increment));
    assertEquals(11, a.count("adds 10", () -> counter.increment(10)));
    assertEquals(8, a.count("adds -3", () -> counter.increment(-3)));
    assertEquals(8, a.count("adds 0", () -> counter.increment(0)));
    assertEquals(7, a.count("decrements", counter::decrement));
    assertEquals(2, a.count("subtracts 5", () -> counter.decrement(5)));
    assertEquals(4, a.count("subtracts -2", () -> counter.decrement(-2)));
    assertEquals(5, a.<Long>call("increments", () -> counter.incrementAsync().get()));
    assertEquals(-5, a.<Long>call("adds -10", () -> counter.incrementAsync(-10).get()));
    assertEquals(-5, a.<Long>call("gets", () -> counter.getAsync().get()));
    assertEquals(-5, a.count("gets", counter::get));
  }

  @Rule({"COUNTER-02", "COUNTER-08", "COUNTER-01"})
  @Test
  void concurrentIncrementsAreConsecutive() {
    int each = 15;
    List<Call<List<Long>>> calls = new ArrayList<>();
    for (String name : List.of("A", "B", "C")) {
      Actor actor = connect(name);
      DistributedCounter counter = counter(actor);
      for (int thread = 0; thread < 2; thread++) {
        calls.add(actor.start("counts", () -> repeat(each, counter::increment)));
      }
      calls.add(actor.start("counts ahead", () -> ahead(each, counter)));
    }
    List<Long> results = new ArrayList<>();
    for (Call<List<Long>> call : calls) {
      List<Long> own = await(call);
      assertEquals(own.stream().sorted().toList(), own, "as one thread sees it");
      results.addAll(own);
    }
    results.sort(null);
    assertEquals(LongStream.rangeClosed(1, results.size()).boxed().toList(), results);
    Actor d = connect("D");
    assertEquals(results.size(), d.count("gets", counter(d)::get));
  }

  private static List<Long> repeat(int times, LongSupplier action) {
    return LongStream.range(0, times).map(i -> action.getAsLong()).boxed().toList();
  }

  private static List<Long> ahead(int times, DistributedCounter counter) {
    List<CompletableFuture<Long>> futures =
        LongStream.range(0, times).mapToObj(i -> counter.incrementAsync()).toList();
    return futures.stream().map(CompletableFuture::join).toList();
  }

  // ---- faults

  @Rule({"COUNTER-03", "ERR-04", "COUNTER-07"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aLostMessageChangesNoResult() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedCounter counter = counter(a);
    for (Consumer<Actor> fault :
        List.<Consumer<Actor>>of(x -> x.loseWrite(1), x -> x.loseReplyOfWrite(1))) {
      a.run("sets", () -> counter.reset(10));
      fault.accept(a);
      assertEquals(11, a.count("increments", counter::increment));
      assertEquals(11, b.count("gets", counter(b)::get));
      fault.accept(a);
      assertTrue(a.call("compares", () -> counter.compareAndSet(11, 20)));
      assertEquals(20, b.count("gets", counter(b)::get));
      fault.accept(a);
      a.run("sets", () -> counter.reset(30));
      assertEquals(30, b.count("gets", counter(b)::get));
    }
  }

  @Rule({"COUNTER-03", "ERR-04"})
  @Requires(Capability.LOSE_REPLY)
  @Test
  void aWriteWithALostReplyIsToldFromSomebodyElses() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedCounter counter = counter(a);
    for (int i = 0; i < 2; i++) {
      a.run("sets", () -> counter.reset(0));
      byte[] zero = store().read(path("counter")).orElseThrow();
      a.loseReplyOfWrite(1);
      Call<Long> one = a.start("increments", counter::increment);
      BooleanSupplier applied =
          () -> !Arrays.equals(zero, store().read(path("counter")).orElseThrow());
      stage().spin(applied);
      if (!applied.getAsBoolean()) { // on a slow machine the increment has not been sent yet
        eventually(() -> "the increment does not arrive", applied);
      }
      // Another client undoes it at once: the store shows the old text again.
      long back = b.count("decrements", counter(b)::decrement);
      assertEquals(1, await(one), "the value that the increment produced");
      assertEquals(0, back);
      assertEquals(0, b.count("gets", counter(b)::get));
    }
  }

  @Rule({"COUNTER-10", "COUNTER-03"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void theValueOutlivesItsWriters() {
    Actor a = connect("A");
    DistributedCounter counter = counter(a);
    assertEquals(5, a.count("adds", () -> counter.increment(5)));
    renewSession(a);
    assertEquals(6, a.count("increments", counter::increment));
    a.run("closes", a.client()::close);
    Actor b = connect("B");
    assertEquals(6, b.count("gets", counter(b)::get));
    assertEquals(7, b.count("increments", counter(b)::increment));
    renewSession(b);
    assertEquals(8, b.count("increments", counter(b)::increment)); // and leaves nothing else, open
  }

  // ---- the default value

  @Rule("COUNTER-04")
  @Test
  void aCounterNobodyChangedHasItsDefault() {
    Actor a = connect("A");
    DistributedCounter seven = a.client().counter(path("counter"), 7);
    DistributedCounter most = a.client().counter(path("counter"), Long.MAX_VALUE);
    assertEquals(7, a.count("gets", seven::get));
    assertEquals(0, a.count("gets", counter(a)::get));
    assertFalse(a.call("compares", () -> seven.compareAndSet(6, 1)));
    assertInstanceOf(ArithmeticException.class, a.fails("increments", most::increment));
    assertTrue(store().read(path("counter")).isEmpty(), "reading and refusing write nothing");
    assertEquals(8, a.count("increments", seven::increment));
    assertEquals(8, a.count("gets", counter(a)::get));
    assertEquals(8, a.count("gets", most::get));
    a.run("resets", seven::reset);
    assertEquals(7, a.count("gets", counter(a)::get));
  }

  @Rule({"COUNTER-04", "COUNTER-07"})
  @Requires({Capability.WRITE_BY_HAND, Capability.DELETE_BY_HAND})
  @Test
  void noContentIsNoValue() {
    Actor a = connect("A");
    DistributedCounter three = a.client().counter(path("counter"), 3);
    store().write(path("counter"), new byte[0]);
    assertEquals(3, a.count("gets", three::get));
    assertTrue(a.call("compares", () -> three.compareAndSet(3, 10)));
    assertEquals(10, a.count("gets", three::get));
    store().deleteAll(path("counter"));
    assertEquals(3, a.count("gets", three::get));
    assertEquals(4, a.count("increments", three::increment));
  }

  // ---- its limits

  @Rule("COUNTER-05")
  @Test
  void overflowIsRefusedAndChangesNothing() {
    Actor a = connect("A");
    DistributedCounter counter = counter(a);
    LongConsumer set = value -> a.run("sets " + value, () -> counter.reset(value));
    set.accept(Long.MAX_VALUE);
    overflows(a, Long.MAX_VALUE, counter::increment);
    overflows(a, Long.MAX_VALUE, () -> counter.increment(Long.MAX_VALUE));
    overflows(a, Long.MAX_VALUE, () -> counter.decrement(-1));
    overflows(a, Long.MAX_VALUE, () -> counter.decrement(Long.MIN_VALUE));
    assertEquals(Long.MAX_VALUE - 1, a.count("decrements", counter::decrement));
    set.accept(Long.MIN_VALUE);
    overflows(a, Long.MIN_VALUE, counter::decrement);
    overflows(a, Long.MIN_VALUE, () -> counter.increment(-1));
    overflows(a, Long.MIN_VALUE, () -> counter.decrement(Long.MAX_VALUE));
    assertEquals(0, a.count("subtracts", () -> counter.decrement(Long.MIN_VALUE)));
    overflows(a, 0, () -> counter.decrement(Long.MIN_VALUE));
    set.accept(-1);
    assertEquals(Long.MAX_VALUE, a.count("subtracts", () -> counter.decrement(Long.MIN_VALUE)));
    Call<Long> future = a.start("increments", () -> counter.incrementAsync().get());
    stage().ended(future);
    assertInstanceOf(ExecutionException.class, future.failure());
    assertInstanceOf(ArithmeticException.class, future.failure().getCause());
  }

  private static void call(LongSupplier change) {
    long unused = change.getAsLong();
  }

  private void overflows(Actor actor, long value, LongSupplier change) {
    Throwable failure = actor.fails("overflows " + value, () -> call(change));
    assertInstanceOf(ArithmeticException.class, failure);
    assertEquals(value, actor.count("gets", counter(actor)::get));
  }

  @Rule("COUNTER-06")
  @Test
  void resetSetsWhateverTheValueWas() {
    Actor a = connect("A");
    Actor b = connect("B");
    DistributedCounter counter = a.client().counter(path("counter"), 100);
    for (long value : new long[] {5, 5, Long.MIN_VALUE, 0, Long.MAX_VALUE}) {
      a.run("sets", () -> counter.reset(value));
      assertEquals(value, b.count("gets", counter(b)::get));
    }
    a.run("resets", counter::reset);
    assertEquals(100, b.count("gets", counter(b)::get));
    Call<List<Long>> others = b.start("counts", () -> repeat(30, counter(b)::increment));
    for (int i = 0; i < 10; i++) {
      a.run("sets", () -> counter.reset(1_000));
    }
    await(others);
    assertTrue(b.count("gets", counter(b)::get) >= 1_000);
  }

  @Rule("COUNTER-07")
  @Test
  void compareAndSetComparesAndSets() {
    Actor a = connect("A");
    DistributedCounter counter = a.client().counter(path("counter"), 3);
    assertFalse(a.call("compares", () -> counter.compareAndSet(0, 1)));
    assertTrue(a.call("compares", () -> counter.compareAndSet(3, 4)));
    assertFalse(a.call("compares", () -> counter.compareAndSet(3, 5)));
    assertTrue(a.call("compares", () -> counter.compareAndSet(4, 4)));
    assertEquals(4, a.count("gets", counter::get));
  }

  @Rule({"COUNTER-07", "COUNTER-08"})
  @Test
  void onlyOneOfManyComparisonsSucceeds() {
    List<Actor> actors = List.of(connect("A"), connect("B"), connect("C"));
    for (long round = 0; round < 10; round++) {
      long expected = round;
      List<Call<Boolean>> calls = new ArrayList<>();
      for (Actor actor : actors) {
        calls.add(
            actor.start("compares", () -> counter(actor).compareAndSet(expected, expected + 1)));
      }
      assertEquals(1, calls.stream().filter(stage()::await).count(), "successes in round " + round);
    }
  }

  @Rule({"COUNTER-09", "ERR-01"})
  @Requires(Capability.WRITE_BY_HAND)
  @Test
  void foreignContentIsRefusedAndKept() {
    Actor a = connect("A");
    DistributedCounter counter = counter(a);
    List<byte[]> contents =
        List.of(
            utf8("abc"),
            utf8("12x"),
            utf8("9223372036854775808"),
            utf8("-9223372036854775809"),
            utf8("-"),
            new byte[] {(byte) 0xff, 0, 1});
    List<Runnable> calls =
        List.of(
            counter::get,
            counter::increment,
            counter::decrement,
            counter::reset,
            () -> counter.reset(5),
            () -> counter.compareAndSet(0, 1),
            () -> counter.increment(0));
    for (byte[] content : contents) {
      store().write(path("counter"), content);
      for (Runnable call : calls) {
        Call<?> made = a.startRun("meets foreign content", call);
        endsAtOnce(made);
        assertInstanceOf(MalformedDataException.class, made.failure());
      }
      assertTrue(Arrays.equals(content, store().read(path("counter")).orElseThrow()));
    }
  }

  @Rule("COUNTER-11")
  @Requires(Capability.WRITE_BY_HAND)
  @Test
  void aNumberMayBeWrittenInSomeWays() {
    Actor a = connect("A");
    DistributedCounter counter = counter(a);
    for (String text : List.of("5", "+5", "005", " 5\n", "\t+0_5\r\n")) {
      store().write(path("counter"), utf8(text));
      assertEquals(5, a.count("gets", counter::get), text);
      assertTrue(a.call("compares", () -> counter.compareAndSet(5, -6)), text);
      assertTrue(Arrays.equals(utf8("-6"), store().read(path("counter")).orElseThrow()));
    }
    for (String text : List.of(" ", "+", "+ 5", "5_", "5__0", "0x5", "5.0", "\u0665")) {
      store().write(path("counter"), utf8(text));
      assertInstanceOf(MalformedDataException.class, a.fails("gets", () -> call(counter::get)));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
