package dev.coordination;

/**
 * Where one member stands in dividing a set.
 *
 * <pre>
 *                      membership is quiet, every item of the share is locked
 *        ALLOCATING ----------------------------------------------------------&gt; ACQUIRED
 *            ^                                                                      |
 *            |                                  membership changed (not if sticky), |
 *            | releaseSet()                     or the session was lost             v
 *            +--------------------------------------------------------------- RELEASE
 *
 *        any of them -- configuration error, or finish() --&gt; FAILURE
 * </pre>
 */
public enum PartitionState {

  /** Waiting for the membership to be quiet, or for the items of the share. Proceeds by itself. */
  ALLOCATING,

  /** Every item of the share is acquired. */
  ACQUIRED,

  /**
   * The division is out of date, or the session was lost: nothing is acquired any more, and nobody
   * else gets what was until {@link SetPartitioner#releaseSet} says that work on it has stopped, or
   * the session may have ended, or this member ends.
   */
  RELEASE,

  /** Over, after a configuration error or {@link SetPartitioner#finish}. Final. */
  FAILURE;

  /**
   * Tells whether this state is never left.
   *
   * @return {@code true} for {@link #FAILURE}
   */
  public boolean isFinal() {
    return this == FAILURE;
  }
}
