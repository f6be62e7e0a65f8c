package dev.coordination.inmemory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from a client to the store, and the faults that lie in wait on it. Guarded by the space's
 * monitor.
 */
final class Link {

  /** What may happen to a write. The link breaks in either case. */
  enum Fault {
    /** The store never sees it. */
    REQUEST_LOST,
    /** The store applies it; the client does not learn it. */
    REPLY_LOST
  }

  private final List<Ambush> ambushes = new ArrayList<>();
  private boolean cut;
  private boolean staysBroken;
  private boolean broken;

  /** A fault that strikes the n-th write from now. */
  private static final class Ambush {
    final Fault fault;
    int countdown;

    Ambush(Fault fault, int countdown) {
      this.fault = fault;
      this.countdown = countdown;
    }
  }

  boolean isUp() {
    return !cut && !broken;
  }

  /** By a test, until the test restores it. */
  void setCut(boolean cut) {
    this.cut = cut;
    staysBroken = false;
  }

  /** When it breaks next it is cut as well. */
  void stayBroken() {
    staysBroken = true;
  }

  /** By a fault, until the client connects anew. */
  void setBroken(boolean broken) {
    this.broken = broken;
    cut |= broken && staysBroken;
  }

  void ambush(Fault fault, int n) {
    ambushes.add(new Ambush(fault, n));
  }

  /** Counts a write, and tells what befalls it. */
  @Nullable Fault nextWrite() {
    Fault struck = null;
    for (Iterator<Ambush> all = ambushes.iterator(); all.hasNext(); ) {
      Ambush ambush = all.next();
      if (--ambush.countdown == 0) {
        all.remove();
        struck = ambush.fault;
      }
    }
    return struck;
  }
}
