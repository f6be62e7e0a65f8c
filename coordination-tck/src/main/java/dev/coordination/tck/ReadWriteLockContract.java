package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The rules RWLOCK: who shares, who is alone, and in which order. */
public abstract class ReadWriteLockContract extends PairRules {

  /** For subclasses. */
  protected ReadWriteLockContract() {}

  // ---- exclusion

  @Rule("RWLOCK-01")
  @Test
  void aWriterIsAlone() {
    Actor b = connect("B");
    Hold writer = writers().acquire(connect("A"));
    assertTrue(readers().tryNow(b).isEmpty(), "a reader was granted beside a writer");
    assertTrue(writers().tryNow(b).isEmpty(), "a writer was granted beside a writer");
    Call<Hold> reads = readers().enqueue(b);
    Call<Hold> writes = writers().enqueue(connect("C"));
    writer.releaseAsync();
    Hold reader = readers().granted(reads);
    readers().isHeld(reader);
    writers().waits(writes);
    reader.releaseAsync();
    writers().isHeld(writers().granted(writes));
  }

  @Rule("RWLOCK-02")
  @Test
  void readersShare() {
    Actor a = connect("A");
    Actor b = connect("B");
    List<Hold> holds = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      holds.add(readers().acquire(a));
      holds.add(readers().take(b));
      holds.add(readers().tryFor(b, session(0.1)).orElseThrow());
    }
    holds.forEach(readers()::isHeld);
    assertEquals(holds.size(), readers().contenders().size());
    assertTrue(writers().tryNow(a).isEmpty(), "a writer was granted beside readers");
    holds.remove(4).releaseAsync();
    settle();
    holds.forEach(readers()::isHeld);
  }

  @Rule({"RWLOCK-03", "RWLOCK-02"})
  @Test
  void aReaderBehindAWaitingWriterWaits() {
    Actor c = connect("C");
    Hold first = readers().acquire(connect("A"));
    Call<Hold> writer = writers().enqueue(connect("B"));
    Call<Hold> behind = readers().enqueue(c);
    assertTrue(readers().tryNow(c).isEmpty(), "a try to read overtook a waiting writer");
    assertTrue(readers().tryFor(c, session(0.05)).isEmpty(), "overtook a waiting writer");
    readers().isHeld(first);
    readers().waits(writer, behind);
    first.releaseAsync();
    Hold written = writers().granted(writer);
    readers().waits(behind);
    written.releaseAsync();
    readers().isHeld(readers().granted(behind));
  }

  // ---- the order

  @Rule({"RWLOCK-03", "RWLOCK-04"})
  @Test
  void readersAndWritersAreServedInTurn() {
    Hold first = writers().acquire(connect("W"));
    List<List<Call<Hold>>> phases = new ArrayList<>();
    for (List<Line> phase :
        List.of(
            List.of(readers(), readers()),
            List.of(writers()),
            List.of(readers(), readers(), readers()),
            List.of(writers()),
            List.of(writers()))) {
      phases.add(new ArrayList<>());
      for (Line line : phase) {
        phases.get(phases.size() - 1).add(line.enqueue(connect("C" + line.contenders().size())));
      }
    }
    List<Hold> holds = List.of(first);
    while (!phases.isEmpty()) {
      holds.forEach(Hold::releaseAsync);
      holds = phases.remove(0).stream().map(stage()::await).toList();
      holds.forEach(readers()::isHeld);
      readers().waits(phases.stream().flatMap(List::stream).toArray(Call<?>[]::new));
    }
  }

  /** In kazoo a reader that looks anew waits for the writer that waits for it: kazoo#649. */
  @Rule("RWLOCK-03")
  @Test
  void aReaderWithManyAheadDoesNotWaitForThoseBehind() {
    Hold holder = writers().acquire(connect("W0"));
    List<Call<Hold>> ahead = new ArrayList<>();
    for (int i = 1; i < 4; i++) {
      ahead.add(writers().enqueue(connect("W" + i)));
    }
    Call<Hold> reader = readers().enqueue(connect("R"));
    Call<Hold> behind = writers().enqueue(connect("X"));
    for (Call<Hold> next : ahead) {
      holder.releaseAsync();
      holder = writers().granted(next);
      writers().waits(reader, behind);
    }
    holder.releaseAsync();
    Hold granted = readers().granted(reader);
    readers().isHeld(granted);
    writers().waits(behind);
    granted.releaseAsync();
    writers().isHeld(writers().granted(behind));
  }

  @Rule("RWLOCK-04")
  @Test
  void theLastReaderLetsTheWriterIn() {
    for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 1, 0), List.of(1, 2, 0))) {
      Actor a = connect("A");
      List<Hold> holds = List.of(readers().acquire(a), readers().take(a), readers().take(a));
      Call<Hold> writer = writers().enqueue(connect("W"));
      for (int reader : order.subList(0, 2)) {
        a.release(holds.get(reader));
        writers().waits(writer);
      }
      a.release(holds.get(order.get(2)));
      Hold granted = writers().granted(writer);
      writers().isHeld(granted);
      granted.releaseAsync();
      writers().becomes();
    }
  }

  @Rule({"RWLOCK-04", "WAIT-08"})
  @Test
  void aWriterThatGivesUpLetsTheReadersBehindItIn() {
    Actor w = connect("W");
    Hold first = readers().acquire(connect("A"));
    List<Function<Line, Runnable>> waysToGiveUp =
        List.of(
            line -> line.enqueue(w)::interrupt,
            line -> {
              CompletableFuture<? extends Hold> future = line.enqueueAsync(w);
              return () -> future.cancel(false);
            },
            line -> {
              Call<Optional<Hold>> wait = line.enqueue(w, session(0.5));
              return () -> stage().ended(wait);
            });
    for (Function<Line, Runnable> way : waysToGiveUp) {
      Runnable giveUp = way.apply(writers());
      List<Call<Hold>> behind =
          List.of(readers().enqueue(connect("B")), readers().enqueue(connect("C")));
      giveUp.run();
      List<Hold> granted = behind.stream().map(stage()::await).toList();
      granted.forEach(readers()::isHeld);
      readers().isHeld(first);
      granted.forEach(Hold::releaseAsync);
      readers().becomes("A");
    }
  }

  @Rule("RWLOCK-05")
  @Test
  void tokensFollowTheLine() {
    Actor a = connect("A");
    Hold before = writers().acquire(a);
    List<Call<Hold>> reads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      reads.add(readers().enqueue(connect("R" + i)));
    }
    Call<Hold> write = writers().enqueue(a);
    before.releaseAsync();
    List<Hold> readers = reads.stream().map(stage()::await).toList();
    readers.forEach(Hold::releaseAsync);
    Hold after = writers().granted(write);
    List<Long> tokens = new ArrayList<>(List.of(before.fencingToken()));
    readers.forEach(hold -> tokens.add(hold.fencingToken()));
    tokens.add(after.fencingToken());
    assertEquals(
        tokens.stream().distinct().sorted().toList(), tokens, "of a writer, readers and a writer");
  }
}
