package dev.coordination.inmemory;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who is in the parties of a space, and who follows that. Guarded by the space's monitor. */
final class Parties {

  private final Space space;
  private final Map<Place, Set<Attendance>> entries = new HashMap<>();
  private final Map<Place, Set<RollWatch>> watches = new HashMap<>();

  Parties(Space space) {
    this.space = space;
  }

  /** {@return who is in a party, in the order of joining} */
  List<Attendee> at(Place place) {
    return entries.getOrDefault(place, Set.of()).stream().map(Attendance::attendee).toList();
  }

  /** {@return all entries of all parties} */
  List<Attendance> entries() {
    return entries.values().stream().flatMap(Set::stream).toList();
  }

  void add(Attendance entry) {
    entry.token = space.nextToken();
    entry.standing = true;
    entry.session.attendances.add(entry);
    entries.computeIfAbsent(entry.place(), place -> new LinkedHashSet<>()).add(entry);
    changed(entry.place());
  }

  void remove(Attendance entry) {
    remove(List.of(entry));
  }

  /** Removes entries all at once: nobody sees that only some of them are gone. */
  void remove(Collection<Attendance> some) {
    Set<Place> changed = new LinkedHashSet<>();
    for (Attendance entry : List.copyOf(some)) {
      if (entry.standing) {
        take(entry);
        changed.add(entry.place());
      }
    }
    changed.forEach(this::changed);
  }

  private void take(Attendance entry) {
    entry.standing = false;
    entry.session.attendances.remove(entry);
    entries.computeIfPresent(
        entry.place(),
        (place, there) -> {
          there.remove(entry);
          return there.isEmpty() ? null : there;
        });
  }

  private void changed(Place place) {
    List.copyOf(watches.getOrDefault(place, Set.of())).forEach(RollWatch::look);
  }

  void addWatch(RollWatch watch) {
    watches.computeIfAbsent(watch.place(), place -> new LinkedHashSet<>()).add(watch);
  }

  void removeWatch(RollWatch watch) {
    watches.computeIfPresent(
        watch.place(),
        (place, there) -> {
          there.remove(watch);
          return there.isEmpty() ? null : there;
        });
  }
}
