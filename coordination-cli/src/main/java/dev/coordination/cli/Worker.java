package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.Leadership;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.cli.Entry.Deed;
import dev.coordination.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a process of the demo can be told to do. */
final class Worker {

  static final String LOCK = "/demo/lock";
  static final String COUNTER = "/demo/counter";
  static final String ELECTION = "/demo/leader";
  static final String JOBS = "/demo/jobs";
  static final String ITEMS = "/demo/items";

  static final String TURNS = "turns";
  static final String COUNT = "count";
  static final String CAMPAIGN = "campaign";
  static final String DO_JOBS = "jobs";
  static final String DO_ONE_FOR_EVER = "one-job";
  static final String SHARE = "share";

  /** Ends one of the orders that go on until then. */
  static final String STOP = "stop";

  private static final Duration JOB_TIME = Duration.ofMillis(300);
  private static final Duration FOR_EVER = Duration.ofDays(1);
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
      case DO_JOBS -> doJobs(JOB_TIME);
      case DO_ONE_FOR_EVER -> doJobs(FOR_EVER);
      case SHARE -> share(Integer.parseInt(words[1]));
      default -> throw new IllegalArgumentException("unknown order: " + order);
    }
  }

  private void takeTurns(long millis) throws InterruptedException {
    DistributedLock lock = client.lock(LOCK);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      takeTurn(lock);
    }
  }

  private void takeTurn(DistributedLock lock) throws InterruptedException {
    try (Hold hold = Await.interruptibly(standInLine(lock))) {
      record.write(Deed.ACQUIRED, hold.fencingToken());
      long before = tally.read();
      work(hold);
      if (hold.isHeld()) {
        tally.write(before + 1);
        record.writeSilently(Deed.RELEASING, hold.fencingToken());
      } else {
        record.write(Deed.LOST, hold.fencingToken());
      }
    }
  }

  private void work(Hold hold) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WORK_MILLIS);
    while (hold.isHeld() && System.nanoTime() < end) {
      record.writeSilently(Deed.HOLDING, hold.fencingToken());
      TimeUnit.MILLISECONDS.sleep(SIGN_OF_LIFE_MILLIS);
    }
  }

  /** Records when it had not come yet, and when it had. */
  private CompletableFuture<Hold> standInLine(DistributedLock lock) {
    record.writeSilently(Deed.ASKING, 0);
    CompletableFuture<Hold> coming = lock.acquireAsync();
    boolean inLine = false;
    while (!inLine) {
      inLine = coming.isDone() || isInLine(lock);
    }
    record.writeSilently(Deed.IN_LINE, 0);
    return coming;
  }

  private boolean isInLine(DistributedLock lock) {
    try {
      return lock.contenders().contains(client.identifier());
    } catch (ServiceUnavailableException e) {
      return false; // with a busy server only a matter of time
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
      while (!toldToStop() && leadership.isHeld()) {
        record.writeSilently(Deed.STILL_LEADING, leadership.fencingToken());
      }
      record.write(leadership.isHeld() ? Deed.RESIGNING : Deed.DEPOSED, leadership.fencingToken());
    }
  }

  private void doJobs(Duration jobTime) throws InterruptedException {
    JobsWork jobs = new JobsWork(client, record, jobTime);
    awaitStop();
    jobs.stop();
  }

  private void share(int items) throws InterruptedException {
    try (DivisionWork share = new DivisionWork(client, record, items)) {
      awaitStop();
    }
  }

  private boolean toldToStop() throws InterruptedException {
    return STOP.equals(orders.poll(SIGN_OF_LIFE_MILLIS, TimeUnit.MILLISECONDS));
  }

  private void awaitStop() throws InterruptedException {
    String order = orders.take();
    if (!order.equals(STOP)) {
      throw new IllegalStateException("busy, but told to " + order);
    }
  }
}
