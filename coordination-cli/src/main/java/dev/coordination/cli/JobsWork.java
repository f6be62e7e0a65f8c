package dev.coordination.cli;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.CoordinationException;
import dev.coordination.LockingQueue;
import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Does the jobs of the demo's queue. */
final class JobsWork {

  private static final long SIGN_OF_LIFE_MILLIS = 20;

  private final LockingQueue<String> queue;
  private final RecordFile record;
  private final Duration jobTime;
  private final Thread working = new Thread(this::consume, "jobs");

  /** Begins; from now on until it has stopped nobody else writes to the record. */
  JobsWork(CoordinationClient client, RecordFile record, Duration jobTime) {
    this.queue = client.lockingQueue(Worker.JOBS, Codec.utf8());
    this.record = record;
    this.jobTime = jobTime;
    working.start();
  }

  void stop() throws InterruptedException {
    working.interrupt();
    working.join();
  }

  private void consume() {
    try {
      queue.consume(this::work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // told to stop, and nothing comes after this
    }
  }

  /** Consumes the job itself, so that the record says of it what has happened, not what will. */
  private void work(ClaimedItem<String> job) throws InterruptedException {
    String name = job.value();
    record.write(Deed.CLAIMED, job.fencingToken(), name);
    try {
      workOn(job, name);
      job.consume();
      record.write(Deed.CONSUMED, job.fencingToken(), name);
    } catch (CoordinationException | InterruptedException e) {
      record.write(Deed.PUT_BACK, job.fencingToken(), name);
      throw e;
    }
  }

  private void workOn(ClaimedItem<String> job, String name) throws InterruptedException {
    long begin = System.nanoTime();
    while (job.isHeld() && System.nanoTime() - begin < jobTime.toNanos()) {
      var unused = record.writeSilently(Deed.WORKED, job.fencingToken(), name);
      TimeUnit.MILLISECONDS.sleep(SIGN_OF_LIFE_MILLIS);
    }
  }
}
