package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.Leadership;
import dev.coordination.cli.Entry.Deed;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a process of the demo can be told to do. */
final class Worker {

  static final String LOCK = "/demo/lock";
  static final String COUNTER = "/demo/counter";
  static final String ELECTION = "/demo/leader";

  static final String TURNS = "turns";
  static final String COUNT = "count";
  static final String CAMPAIGN = "campaign";
  static final String RESIGN = "resign";

  private static final long WORK_MILLIS = 300;
  private static final long SIGN_OF_LIFE_MILLIS = 20;

  private final CoordinationClient client;
  private final RecordFile record;
  private final Tally tally;
  private final BlockingQueue<String> orders;

  Worker(
      CoordinationClient client, RecordFile record, Path directory, BlockingQueue<String> orders) {
    this.client = client;
    this.record = record;
    this.tally = new Tally(directory);
    this.orders = orders;
  }

  void obey(String order) throws InterruptedException {
    String[] words = order.split(" ", -1);
    switch (words[0]) {
      case TURNS -> takeTurns(Long.parseLong(words[1]));
      case COUNT -> count(Integer.parseInt(words[1]));
      case CAMPAIGN -> lead();
      default -> throw new IllegalArgumentException("unknown order: " + order);
    }
  }

  private void takeTurns(long millis) throws InterruptedException {
    DistributedLock lock = client.lock(LOCK);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      try (Hold hold = lock.acquire()) {
        record.write(Deed.ACQUIRED, hold.fencingToken());
        long before = tally.read();
        TimeUnit.MILLISECONDS.sleep(WORK_MILLIS);
        if (hold.isHeld()) {
          tally.write(before + 1);
          record.writeSilently(Deed.RELEASING, hold.fencingToken());
        }
      }
    }
  }

  private void count(int times) {
    DistributedCounter counter = client.counter(COUNTER);
    for (int i = 1; i <= times; i++) {
      record.writeSilently(Deed.COUNTED, counter.increment());
    }
  }

  private void lead() throws InterruptedException {
    try (Leadership leadership = client.election(ELECTION).campaign()) {
      record.write(Deed.LEADING, leadership.fencingToken());
      while (leadership.isHeld() && !toldToResign()) {
        record.writeSilently(Deed.STILL_LEADING, leadership.fencingToken());
      }
      record.write(Deed.RESIGNING, leadership.fencingToken());
    }
  }

  private boolean toldToResign() throws InterruptedException {
    return Worker.RESIGN.equals(orders.poll(SIGN_OF_LIFE_MILLIS, TimeUnit.MILLISECONDS));
  }
}
