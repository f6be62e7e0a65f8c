package dev.coordination.tck;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was done to a counter by several clients at once, and whether it can have been.
 *
 * <p>The checker looks for one order of the operations that explains every result: an operation may
 * come next if no other one, still to be placed, had returned before it was called. It tries all
 * such orders, and remembers dead ends as pairs of what was placed and the value then (Wing and
 * Gong's search with Lowe's memory). An operation of unknown outcome may be placed anywhere after
 * its call, or left out; one that was refused is left out.
 */
final class CounterHistory {

  /** What was done: the amount added, or the values compared and set, or the value set. */
  sealed interface Action {
    record Get() implements Action {}

    record Add(long amount) implements Action {}

    record Set(long value) implements Action {}

    record CompareAndSet(long expected, long update) implements Action {}
  }

  /** How an operation ended. */
  enum End {
    RETURNED,
    UNKNOWN,
    REFUSED
  }

  /**
   * One operation. {@code result} is what it returned: the value, 1 or 0 for true or false, and 0
   * if it returns nothing.
   */
  record Operation(String who, Action action, long called, long returned, End end, long result) {

    /** Whether this explains the result, when the value was this before. */
    boolean fits(long before) {
      return end == End.UNKNOWN || result == expectedResult(before);
    }

    private long expectedResult(long before) {
      if (action instanceof Action.CompareAndSet cas) {
        return cas.expected == before ? 1 : 0;
      }
      return action instanceof Action.Set ? 0 : after(before);
    }

    long after(long before) {
      if (action instanceof Action.Add add) {
        return before + add.amount;
      } else if (action instanceof Action.Set set) {
        return set.value;
      } else if (action instanceof Action.CompareAndSet cas && cas.expected == before) {
        return cas.update;
      }
      return before;
    }
  }

  /** What fits into the bits of a long, less the operations that may be under way. */
  private static final int ROOM = 50;

  private static final int MOST_STATES = 2_000_000;

  private final AtomicLong clock = new AtomicLong();
  private final List<Operation> operations = new ArrayList<>();

  /** The next instant: taken before an operation is called and after it returned. */
  long instant() {
    return clock.incrementAndGet();
  }

  synchronized void add(Operation operation) {
    if (operation.end != End.REFUSED) {
      operations.add(operation);
    }
  }

  /** Whether further operations may be begun, as many at once as there are clients in a test. */
  synchronized boolean hasRoom() {
    return operations.size() < ROOM;
  }

  /** Whether some order of the operations explains every result, from this value on. */
  synchronized boolean isLinearizable(long initial) {
    if (operations.size() >= Long.SIZE) {
      throw new IllegalStateException("too long a history: " + operations.size());
    }
    return new Search(List.copyOf(operations)).from(0, initial);
  }

  /** One search through the orders of a history. */
  private record Search(List<Operation> operations, Set<State> deadEnds) {

    /** What was placed, as bits, and the value then. */
    private record State(long placed, long value) {}

    Search(List<Operation> operations) {
      this(operations, new HashSet<>());
    }

    boolean from(long placed, long value) {
      if (allReturnedArePlaced(placed)) {
        return true;
      }
      if (!deadEnds.add(new State(placed, value))) {
        return false;
      }
      if (deadEnds.size() > MOST_STATES) {
        throw new IllegalStateException("undecided: too many orders to try");
      }
      long horizon = firstReturn(placed);
      for (int i = 0; i < operations.size(); i++) {
        Operation next = operations.get(i);
        boolean possible = (placed & 1L << i) == 0 && next.called() < horizon && next.fits(value);
        if (possible && from(placed | 1L << i, next.after(value))) {
          return true;
        }
      }
      return false;
    }

    private boolean allReturnedArePlaced(long placed) {
      return firstReturn(placed) == Long.MAX_VALUE;
    }

    /**
     * When the first of those still to be placed returned: none called later can come before it.
     */
    private long firstReturn(long placed) {
      long first = Long.MAX_VALUE;
      for (int i = 0; i < operations.size(); i++) {
        Operation operation = operations.get(i);
        if ((placed & 1L << i) == 0 && operation.end() == End.RETURNED) {
          first = Math.min(first, operation.returned());
        }
      }
      return first;
    }
  }

  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder();
    operations.forEach(operation -> text.append("\n  ").append(operation));
    return text.toString();
  }
}
