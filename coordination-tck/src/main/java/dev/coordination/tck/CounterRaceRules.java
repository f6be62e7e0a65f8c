package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.DistributedCounter;
import dev.coordination.OutcomeUnknownException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Counters that many change at once, or that change under somebody's hands. */
abstract class CounterRaceRules extends TckTest {

  final DistributedCounter counter(Actor actor) {
    return actor.client().counter(path("counter"));
  }

  /**
   * Increments again as soon as it has an answer, until it is told that it is enough, or for as
   * many times as take longer than an operation may where messages take virtual time.
   */
  private static final class Restless {
    private final DistributedCounter counter;
    private final int most;
    private volatile int done;
    private volatile boolean enough;
    private volatile @Nullable Throwable failure;

    Restless(DistributedCounter counter, int most) {
      this.counter = counter;
      this.most = most;
    }

    void count() {
      var unused = counter.incrementAsync().whenComplete((value, thrown) -> counted(thrown));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one completion after the other
    private void counted(@Nullable Throwable thrown) {
      failure = thrown;
      done++;
      if (thrown == null && !enough && done < most) {
        count();
      }
    }
  }

  /** Where time is real the kit waits for all of them to rest, on a machine that may be busy. */
  private Restless restless(Actor actor) {
    return new Restless(counter(actor), harness().virtualTime() ? 1_000 : 100);
  }

  @Rule("COUNTER-08")
  @Test
  void nobodyIsFasterForEver() {
    List<Restless> all =
        List.of("A", "B", "C", "D").stream().map(n -> restless(connect(n))).toList();
    all.forEach(Restless::count);
    try {
      eventually(
          () -> "some never get their turn: " + all.stream().map(one -> one.done).toList(),
          () -> all.stream().allMatch(one -> one.failure != null || one.done >= 10));
    } finally {
      all.forEach(one -> one.enough = true);
    }
    all.forEach(one -> assertEquals(null, one.failure));
  }

  @Rule("COUNTER-08")
  @Test
  void aComparisonThatFailsEndsAmongManyWriters() {
    List<Restless> all = List.of("A", "B", "C").stream().map(n -> restless(connect(n))).toList();
    Actor d = connect("D");
    all.forEach(Restless::count);
    try {
      d.run(
          "compares again and again",
          () -> {
            for (int i = 0; i < 5; i++) {
              assertFalse(counter(d).compareAndSet(-1, 0));
            }
          });
    } finally {
      all.forEach(one -> one.enough = true);
    }
  }

  @Rule({"COUNTER-03", "ERR-05"})
  @Test
  void whatCloseCutsShortIsToldTruly() {
    long least = 0;
    long most = 0;
    Actor b = connect("B");
    for (int round = 0; round < 8; round++) {
      Actor a = connect("A" + round);
      DistributedCounter counter = counter(a);
      a.count("increments", counter::increment);
      a.count("increments", counter::increment);
      List<CompletableFuture<Long>> futures = new ArrayList<>();
      futures.add(counter.incrementAsync());
      futures.add(counter.incrementAsync());
      a.run("closes", a.client()::close);
      for (CompletableFuture<Long> future : futures) {
        eventually(() -> "neither done nor failed", future::isDone);
        Throwable failure = future.handle((value, thrown) -> thrown).join();
        least += failure == null ? 1 : 0;
        most += failure == null || failure instanceof OutcomeUnknownException ? 1 : 0;
        if (failure != null && !(failure instanceof OutcomeUnknownException)) {
          assertInstanceOf(IllegalStateException.class, failure);
        }
      }
      least += 2;
      most += 2;
      settle();
      long value = b.count("gets", counter(b)::get);
      assertTrue(least <= value && value <= most, value + " not in " + least + ".." + most);
      least = value;
      most = value;
    }
  }

  @Rule("COUNTER-12")
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void whatWasMadeAnewIsAnotherCounter() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int changes = 1; changes <= 3; changes++) {
      for (int i = 0; i < changes; i++) {
        a.count("increments", counter(a)::increment);
      }
      store().deleteAll(path("counter"));
      b.run("sets", () -> counter(b).reset(100));
      for (int i = 1; i < changes; i++) {
        b.count("increments", counter(b)::increment);
      }
      assertEquals(100 + changes, a.count("increments", counter(a)::increment));
      store().deleteAll(path("counter"));
    }
  }
}
