package dev.coordination.it.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.it.Bounded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Clients that use every recipe without a pause, and what they saw. */
final class Work {

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int PERMITS = 2;

  /** One round of using a recipe. */
  private interface Round {
    void run() throws InterruptedException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private final List<AtomicInteger> rounds = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<Future<Boolean>> workers = new ArrayList<>();
  private volatile boolean ending;

  private final Spans locks = new Spans(1);
  private final Spans readWrite = new Spans(100);
  private final Spans permits = new Spans(PERMITS);
  private final Spans terms = new Spans(1);
  private final List<Long> counted = Collections.synchronizedList(new ArrayList<>());
  private final List<String> put = Collections.synchronizedList(new ArrayList<>());
  private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
  private final List<String> ordered = Collections.synchronizedList(new ArrayList<>());
  private final List<String> consumed = Collections.synchronizedList(new ArrayList<>());

  /** Begins to work with a client. */
  void start(CoordinationClient client) {
    String me = client.identifier();
    start(me + " locks", () -> locks.hold(client.lock("/lock").acquire(), 1));
    start(me + " reads", () -> readWrite.hold(client.readLock("/rw").acquire(), 1));
    start(me + " writes", () -> readWrite.hold(client.writeLock("/rw").acquire(), 100));
    start(me + " shares", () -> permits.hold(client.semaphore("/permits", PERMITS).acquire(), 1));
    start(me + " leads", () -> terms.hold(client.election("/leader").campaign(), 1));
    start(me + " counts", () -> counted.add(client.counter("/counter").increment()));
    start(me + " passes on", () -> passOn(client));
    start(me + " consumes", () -> consume(client));
  }

  private void passOn(CoordinationClient client) throws InterruptedException {
    var queue = client.queue("/queue", Codec.utf8());
    String item = client.identifier() + " " + System.nanoTime();
    queue.put(item);
    put.add(item);
    taken.add(queue.take());
  }

  private void consume(CoordinationClient client) throws InterruptedException {
    var queue = client.lockingQueue("/orders", Codec.utf8());
    String item = client.identifier() + " " + System.nanoTime();
    queue.put(item);
    ordered.add(item);
    var claim = queue.take();
    claim.consume();
    consumed.add(claim.value());
  }

  private void start(String name, Round round) {
    AtomicInteger done = new AtomicInteger();
    rounds.add(done);
    names.add(name);
    workers.add(Bounded.start(() -> repeat(round, done)));
  }

  private boolean repeat(Round round, AtomicInteger done) throws InterruptedException {
    while (!ending) {
      round.run();
      done.incrementAndGet();
      lock.lock();
      try {
        advanced.signalAll();
      } finally {
        lock.unlock();
      }
    }
    return true;
  }

  /** Returns when everybody has done two more rounds: one of them began after the call. */
  void awaitProgress(String after) throws InterruptedException {
    List<Integer> before = rounds.stream().map(AtomicInteger::get).toList();
    long left = BOUND.toNanos();
    lock.lock();
    try {
      while (!behind(before).isEmpty() && left > 0) {
        workers.stream().filter(Future::isDone).forEach(Bounded::get); // who failed says why
        left = advanced.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
    assertThat(behind(before)).as("who hangs after %s", after).isEmpty();
  }

  private List<String> behind(List<Integer> before) {
    List<String> behind = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (rounds.get(i).get() < before.get(i) + 2) {
        behind.add(names.get(i));
      }
    }
    return behind;
  }

  /** Ends the work; fails unless all went well. */
  void endAndCheck(CoordinationClient client) {
    ending = true;
    workers.forEach(Bounded::get);
    locks.check("lock");
    readWrite.check("read/write lock");
    permits.check("semaphore");
    terms.check("election");
    assertThat(counted).doesNotHaveDuplicates();
    assertThat(client.counter("/counter").get()).isEqualTo(counted.size());
    assertThat(taken).containsExactlyInAnyOrderElementsOf(put);
    assertThat(consumed).containsExactlyInAnyOrderElementsOf(ordered);
    System.out.printf(
        "ensemble: %d turns, %d phases, %d permits, %d terms, %d counted, %d items, %d orders%n",
        locks.size(),
        readWrite.size(),
        permits.size(),
        terms.size(),
        counted.size(),
        taken.size(),
        consumed.size());
  }
}
