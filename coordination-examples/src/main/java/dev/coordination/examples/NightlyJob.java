package dev.coordination.examples;

import dev.coordination.Lease;
import dev.coordination.NonBlockingLease;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Runs a job on one machine, whichever comes first; the others let it be while it runs. */
public final class NightlyJob {

  private final NonBlockingLease lease;

  /**
   * Creates the job.
   *
   * @param lease what the machines agree by; longer than the longest step
   */
  public NightlyJob(NonBlockingLease lease) {
    this.lease = lease;
  }

  /**
   * Runs the steps, unless another machine does.
   *
   * @param steps what to do, each with the fencing token of the lease
   * @return whether all of them were run here
   */
  public boolean run(Iterator<LongConsumer> steps) {
    Optional<Lease> granted = lease.tryAcquire();
    if (granted.isEmpty()) {
      return false;
    }
    try (Lease night = granted.get()) {
      while (steps.hasNext() && night.renew()) {
        steps.next().accept(night.fencingToken());
      }
    }
    return !steps.hasNext();
  }
}
