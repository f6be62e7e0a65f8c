package dev.coordination.examples;

import dev.coordination.DistributedCounter;
import dev.coordination.OutcomeUnknownException;

/** Counts visits, on all machines together. */
public final class Visits {

  private final DistributedCounter counter;

  /**
   * Creates the count.
   *
   * @param counter where it is kept
   */
  public Visits(DistributedCounter counter) {
    this.counter = counter;
  }

  /**
   * Counts one.
   *
   * @return how many there are, this one, if its counting was confirmed, included
   */
  public long count() {
    try {
      return counter.increment();
    } catch (OutcomeUnknownException e) {
      // Nobody can tell any more whether it arrived: once too few is better here than twice.
      return counter.get();
    }
  }
}
