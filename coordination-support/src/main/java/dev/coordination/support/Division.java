package dev.coordination.support;

/** How a partitioner comes to its share of the items. Everything here runs on its loop. */
interface Division {

  /** The members are not those they were. */
  void membersChanged();

  /** The members have been the same for the time boundary, and are so still. */
  void quiet();

  /** A request for a lock has its answer. */
  void settled();

  /** What was asked for and locked has been given back: begins anew. */
  void reset();

  /** {@return whether something is missing for which others are waited for} */
  boolean isWaiting();
}
