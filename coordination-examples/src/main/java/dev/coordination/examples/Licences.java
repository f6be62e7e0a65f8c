package dev.coordination.examples;

import dev.coordination.Lease;
import dev.coordination.MultiNonBlockingLease;
import java.util.function.BooleanSupplier;

/** Floating licences: a program runs on so many machines at once, and on any of them. */
public final class Licences {

  private final MultiNonBlockingLease seats;

  /**
   * Creates one machine's access to them.
   *
   * @param seats as many as there are licences, each for longer than a piece of work
   */
  public Licences(MultiNonBlockingLease seats) {
    this.seats = seats;
  }

  /**
   * Works as long as a licence is to be had.
   *
   * @param piece does a piece of the work; false if that was the last
   * @return whether all was done
   */
  public boolean work(BooleanSupplier piece) {
    var granted = seats.tryAcquireAny();
    if (granted.isEmpty()) {
      return false;
    }
    try (Lease seat = granted.get()) {
      while (seat.renew()) {
        if (!piece.getAsBoolean()) {
          return true;
        }
      }
    }
    return false;
  }
}
