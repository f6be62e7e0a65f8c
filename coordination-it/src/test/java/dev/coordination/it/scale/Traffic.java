package dev.coordination.it.scale;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.CoordinationException;
import dev.coordination.DistributedQueue;
import dev.coordination.LockingQueue;
import dev.coordination.Party;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What many threads do with one client, over and over: take and give back, put and take, join and
 * leave. What faults do to a call is counted, and the next one follows.
 */
final class Traffic {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LINES = 4;
  private static final int KINDS = 5;

  private final CoordinationClient client;
  private final String root;
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicReference<Throwable> unexpected = new AtomicReference<>();

  Traffic(CoordinationClient client, String root) {
    this.client = client;
    this.root = root;
  }

  int failed() {
    return failed.get();
  }

  /** Does what is the turn of a number. */
  void cycle(int number) {
    String line = root + "/" + number / KINDS % LINES;
    try {
      switch (number % KINDS) {
        case 0 -> lock(line + "/lock");
        case 1 -> permit(line + "/semaphore");
        case 2 -> queue(line + "/queue");
        case 3 -> lockingQueue(line + "/locking-queue");
        default -> party(line + "/party");
      }
    } catch (CoordinationException fault) {
      failed.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      unexpected.compareAndSet(null, e);
    }
  }

  /** Fails if something has been thrown that no fault explains. */
  void check() {
    Throwable thrown = unexpected.get();
    if (thrown != null) {
      throw new AssertionError("no fault explains it", thrown);
    }
  }

  private void lock(String path) throws InterruptedException {
    try (var hold = client.lock(path).tryAcquire(PATIENCE).orElseThrow()) {
      if (hold.fencingToken() <= 0) {
        throw new AssertionError(hold);
      }
    }
  }

  private void permit(String path) throws InterruptedException {
    client.semaphore(path, 2).tryAcquire(PATIENCE).orElseThrow().release();
  }

  private void queue(String path) throws InterruptedException {
    DistributedQueue<String> queue = client.queue(path, Codec.utf8());
    queue.put("item");
    var unused = queue.poll(PATIENCE);
  }

  private void lockingQueue(String path) throws InterruptedException {
    LockingQueue<String> queue = client.lockingQueue(path, Codec.utf8());
    queue.put("item");
    var item = queue.poll(PATIENCE);
    if (item.isPresent()) {
      item.get().consume();
    }
  }

  private void party(String path) {
    Party party = client.party(path);
    party.join();
    party.leave();
  }

  /** Takes what lost replies have left in the queues. */
  void drain() throws InterruptedException {
    for (int i = 0; i < LINES; i++) {
      DistributedQueue<String> queue = client.queue(root + "/" + i + "/queue", Codec.utf8());
      while (queue.poll().isPresent()) {
        check();
      }
      LockingQueue<String> locking =
          client.lockingQueue(root + "/" + i + "/locking-queue", Codec.utf8());
      for (var item = locking.poll(); item.isPresent(); item = locking.poll()) {
        item.get().consume();
      }
    }
  }
}
