package dev.coordination.inmemory;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who contends for one thing, in the order of arrival: those who hold it and those who wait. Each
 * kind of line has its own rule for whose turn it is. Guarded by the space's monitor.
 */
abstract class Line {

  private final Place place;
  private final Set<Contender> contenders = new LinkedHashSet<>();
  private @Nullable Contender head;

  Line(Place place) {
    this.place = place;
  }

  /** Whether a candidate would hold at once if it came now. */
  abstract boolean isOpenTo(Candidate<?> candidate);

  /** Grants to those whose turn it is; called when somebody came, went, or can be reached again. */
  abstract void advance();

  final Place place() {
    return place;
  }

  /** {@return who stands here, in order; not to be changed} */
  final Set<Contender> contenders() {
    return contenders;
  }

  final boolean isEmpty() {
    return contenders.isEmpty();
  }

  final @Nullable Contender first() {
    return contenders.isEmpty() ? null : contenders.iterator().next();
  }

  /** Whether somebody else is first than when this was asked last. */
  final boolean hasNewHead() {
    Contender before = head;
    head = first();
    return head != before;
  }

  void add(Contender contender) {
    contenders.add(contender);
  }

  void remove(Contender contender) {
    contenders.remove(contender);
  }
}
