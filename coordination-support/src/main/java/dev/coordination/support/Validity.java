package dev.coordination.support;

/** What a backend knows about the time for which a hold can still be relied upon. */
public interface Validity {

  /**
   * Returns for how long at least no one else can be granted the hold.
   *
   * @return nanoseconds; zero or negative means that the time is over
   */
  long remainingNanos();

  /**
   * Tells whether the connection is down.
   *
   * @return {@code true} while {@link #remainingNanos} only shrinks
   */
  boolean isSuspended();
}
