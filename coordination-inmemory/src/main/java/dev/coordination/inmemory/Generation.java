package dev.coordination.inmemory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Those who were let in at a double barrier together. It is over when the last of them has left or
 * died. Guarded by the space's monitor.
 */
final class Generation {

  private final Set<Guest> inside = new LinkedHashSet<>();
  private List<Guest> all = List.of();

  Set<Guest> inside() {
    return inside;
  }

  boolean isOver() {
    return inside.isEmpty();
  }

  void letIn(List<Guest> guests) {
    all = guests;
    inside.addAll(guests);
    for (Guest guest : guests) {
      guest.generation = this;
      guest.stirred();
    }
  }

  void go(Guest guest) {
    if (inside.remove(guest) && inside.isEmpty()) {
      all.forEach(Guest::stirred);
    }
  }
}
