package dev.coordination.examples;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import java.util.Iterator;
import java.util.Optional;

/** A job that every machine starts and only one at a time may do. */
public final class ReportJob {

  private final DistributedLock lock;
  private final Ledger ledger;

  /**
   * Creates the job.
   *
   * @param lock who holds it does the job
   * @param ledger where the report goes
   */
  public ReportJob(DistributedLock lock, Ledger ledger) {
    this.lock = lock;
    this.ledger = ledger;
  }

  /**
   * Writes the report, unless someone else is at it; stops when the lock is lost.
   *
   * @param lines the report
   * @return whether it was written, and to its end
   */
  public boolean run(Iterator<String> lines) {
    Optional<Hold> granted = lock.tryAcquire();
    if (granted.isEmpty()) {
      return false;
    }
    try (Hold hold = granted.get()) {
      while (hold.isHeld() && lines.hasNext()) {
        ledger.append(lines.next(), hold.fencingToken());
      }
      return hold.isHeld();
    }
  }
}
