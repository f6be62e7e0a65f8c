package dev.coordination.inmemory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One double barrier: those who wait, in the order in which they came, and the generation that is
 * inside. The next is let in when nobody is inside any more and enough wait. Guarded by the space's
 * monitor.
 */
final class Gathering {

  private final Set<Guest> waiting = new LinkedHashSet<>();
  private Generation current = new Generation();

  Set<Guest> waiting() {
    return waiting;
  }

  Set<Guest> inside() {
    return current.inside();
  }

  boolean isEmpty() {
    return waiting.isEmpty() && current.isOver();
  }

  void come(Guest guest) {
    guest.standing = true;
    guest.generation = null;
    waiting.add(guest);
    letIn();
  }

  void go(Guest guest) {
    guest.standing = false;
    waiting.remove(guest);
    current.go(guest);
    letIn();
  }

  private void letIn() {
    int parties = waiting.stream().mapToInt(Guest::parties).min().orElse(Integer.MAX_VALUE);
    if (current.isOver() && waiting.size() >= parties) {
      List<Guest> first = waiting.stream().limit(parties).toList();
      first.forEach(waiting::remove);
      current = new Generation();
      current.letIn(first);
    }
  }
}
