package dev.coordination.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was done to a counter by several clients at once, and whether it can have been. An operation
 * of unknown outcome may have had its effect at any time after its call, or none; one that was
 * refused is left out.
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
  record Operation(String who, Action action, long called, long returned, End end, long result)
      implements Linearization.Operation {

    @Override
    public boolean certain() {
      return end == End.RETURNED;
    }

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

  /** So many that every order of them can be tried. */
  private static final int ROOM = 50;

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

  /** Whether further operations may be begun. */
  synchronized boolean hasRoom() {
    return operations.size() < ROOM;
  }

  /** Whether some order of the operations explains every result, from this value on. */
  synchronized boolean isLinearizable(long initial) {
    return new Linearization<Operation, Long>(
            operations,
            (before, next) ->
                next.fits(before) ? Optional.of(next.after(before)) : Optional.empty())
        .existsFrom(initial);
  }

  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder();
    operations.forEach(operation -> text.append("\n  ").append(operation));
    return text.toString();
  }
}
