package dev.coordination.tck;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for one order of concurrent operations that explains what they returned: an operation may
 * come next if no other one, still to be placed, had returned before it was called, and if the
 * model says that it can. All such orders are tried; dead ends are remembered as pairs of what was
 * placed and the state then (Wing and Gong's search with Lowe's memory).
 *
 * @param <O> the operations
 * @param <S> the states, which are values
 */
final class Linearization<O extends Linearization.Operation, S> {

  /** Something that was done between two instants. */
  interface Operation {

    long called();

    /** When its effect had taken place at the latest; without meaning for what is uncertain. */
    long returned();

    /** Whether it took effect; else it may have, at any time after its call, or not. */
    boolean certain();
  }

  /** What the operations are done to. */
  interface Model<O, S> {

    /** The state after an operation, or empty if this state does not explain what it returned. */
    Optional<S> after(S before, O operation);
  }

  private static final int MOST_STATES = 2_000_000;

  private final List<O> operations;
  private final Model<O, S> model;
  private final Set<Place<S>> deadEnds = new HashSet<>();

  /** What was placed, by its index, and the state then. */
  private record Place<S>(BitSet placed, S state) {}

  Linearization(List<O> operations, Model<O, S> model) {
    // What returned first is tried first, which is right as a rule.
    this.operations =
        operations.stream()
            .sorted(
                Comparator.comparingLong(one -> one.certain() ? one.returned() : Long.MAX_VALUE))
            .toList();
    this.model = model;
  }

  /** Whether there is an order that begins with this state. */
  boolean existsFrom(S initial) {
    return search(new Place<>(new BitSet(), initial));
  }

  private boolean search(Place<S> place) {
    long horizon = firstReturn(place.placed());
    if (horizon == Long.MAX_VALUE) {
      return true;
    }
    if (!deadEnds.add(place)) {
      return false;
    }
    if (deadEnds.size() > MOST_STATES) {
      throw new IllegalStateException("undecided: too many orders to try");
    }
    for (int i = place.placed().nextClearBit(0);
        i < operations.size();
        i = place.placed().nextClearBit(i + 1)) {
      O next = operations.get(i);
      if (next.called() < horizon && leadsOn(place, i, model.after(place.state(), next))) {
        return true;
      }
    }
    return false;
  }

  private boolean leadsOn(Place<S> place, int next, Optional<S> after) {
    if (after.isEmpty()) {
      return false;
    }
    BitSet placed = (BitSet) place.placed().clone();
    placed.set(next);
    return search(new Place<>(placed, after.get()));
  }

  /** When the first of those still to be placed returned: none called later can come before it. */
  private long firstReturn(BitSet placed) {
    long first = Long.MAX_VALUE;
    for (int i = placed.nextClearBit(0); i < operations.size(); i = placed.nextClearBit(i + 1)) {
      if (operations.get(i).certain()) {
        first = Math.min(first, operations.get(i).returned());
      }
    }
    return first;
  }
}
