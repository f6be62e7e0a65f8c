package dev.coordination.support;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How a client reckons with the ends of leases, which are instants of everybody's wall clocks.
 *
 * <p>Each of those clocks is assumed to be right within the skew. So who has a lease takes it for
 * over a skew before its end, and everybody else takes it for free only a skew after it: then these
 * two never overlap. What the holder believes is turned into a deadline of the monotonic clock when
 * it asks for the lease, so that no setting of the wall clock after that prolongs it.
 */
final class LeaseClock {

  private final Scheduler scheduler;
  private final InstantSource wall;
  private final Duration skew;

  LeaseClock(Scheduler scheduler, InstantSource wall, Duration skew) {
    this.scheduler = scheduler;
    this.wall = wall;
    this.skew = skew;
  }

  /** An instant on both clocks. */
  record Reading(long nanos, Instant instant) {}

  Scheduler scheduler() {
    return scheduler;
  }

  /**
   * Reads both clocks, the monotonic one first: should the process be stopped in between, the lease
   * only seems shorter.
   */
  Reading read() {
    long nanos = scheduler.nanoTime();
    return new Reading(nanos, wall.instant());
  }

  /** Whether a lease that ends then may be taken by anybody. */
  boolean isFree(Instant end, Reading now) {
    return now.instant().isAfter(end.plus(skew));
  }

  /** Until when, on the monotonic clock, its holder may rely on a lease that ends then. */
  long deadline(Instant end, Reading now) {
    Duration left = Duration.between(now.instant(), end).minus(skew);
    return now.nanos() + nanos(left);
  }

  /** Fails for a duration that would be over as soon as it begins. */
  Duration check(Duration duration) {
    Duration least = skew.multipliedBy(2);
    if (duration.compareTo(least) <= 0) {
      throw new IllegalArgumentException(
          "a lease of %s is not longer than twice the clock skew of %s".formatted(duration, skew));
    }
    return duration;
  }

  /** As many as the clock can measure: about 146 years, either way. */
  private static long nanos(Duration duration) {
    long limit = Long.MAX_VALUE / 2;
    Duration most = Duration.ofNanos(limit);
    if (duration.compareTo(most) >= 0) {
      return limit;
    }
    return duration.compareTo(most.negated()) <= 0 ? -limit : duration.toNanos();
  }
}
