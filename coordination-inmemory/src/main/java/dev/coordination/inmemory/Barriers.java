package dev.coordination.inmemory;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who has come to the barriers of a space. A barrier is up while there is something at its path.
 * Guarded by the space's monitor.
 */
final class Barriers {

  private static final byte[] NOTHING = {};

  private final Space space;
  private final Map<String, Set<BarrierVisit>> visits = new HashMap<>();

  Barriers(Space space) {
    this.space = space;
  }

  void raise(String path) {
    space.write(path, NOTHING);
  }

  /** Lets a visit in: it may be the one that opens the barrier. */
  void arrive(BarrierVisit visit) {
    String path = visit.path();
    if (space.read(path) == null) {
      if (visit.parties() == 0) {
        visit.opened = true;
        return;
      }
      raise(path);
    }
    visit.arrived = true;
    visits.computeIfAbsent(path, key -> new LinkedHashSet<>()).add(visit);
    if (visit.parties() > 0 && counted(path) >= visit.parties()) {
      space.erase(path);
    }
  }

  private long counted(String path) {
    return at(path).stream().filter(BarrierVisit::counts).count();
  }

  /** The barrier at a path is gone: all who have come to it pass, as soon as they hear of it. */
  void opened(String path) {
    Set<BarrierVisit> all = visits.remove(path);
    if (all != null) {
      all.forEach(BarrierVisit::open);
    }
  }

  void leave(BarrierVisit visit) {
    visit.arrived = false;
    visits.computeIfPresent(
        visit.path(),
        (path, there) -> {
          there.remove(visit);
          return there.isEmpty() ? null : there;
        });
  }

  /** {@return who waits and counts, at all barriers} */
  List<BarrierVisit> counted() {
    return visits.values().stream().flatMap(Set::stream).filter(BarrierVisit::counts).toList();
  }

  private Set<BarrierVisit> at(String path) {
    return visits.getOrDefault(path, Set.of());
  }
}
