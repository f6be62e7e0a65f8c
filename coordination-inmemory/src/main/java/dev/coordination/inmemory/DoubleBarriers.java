package dev.coordination.inmemory;

import dev.coordination.MalformedDataException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is at the double barriers of a space. Guarded by the space's monitor. */
final class DoubleBarriers {

  private final Map<String, Gathering> gatherings = new HashMap<>();

  /** Fails if somebody has put something at a path: nothing of ours is there. */
  void check(String path, byte @Nullable [] data) {
    if (data != null && data.length > 0) {
      throw new MalformedDataException("the data of %s is not a double barrier's".formatted(path));
    }
  }

  /** A guest comes, and waits for its generation to be complete. */
  void come(Guest guest) {
    Gathering gathering = gatherings.computeIfAbsent(guest.path(), path -> new Gathering());
    gathering.come(guest);
  }

  /** A guest goes, from wherever it is. */
  void go(Guest guest) {
    gatherings.computeIfPresent(
        guest.path(),
        (path, gathering) -> {
          gathering.go(guest);
          return gathering.isEmpty() ? null : gathering;
        });
  }

  /** Removes those who are there through a session that has ended. */
  void sessionEnded(Session session) {
    remove(guest -> guest.session == session);
  }

  /** Removes guests behind their clients' backs. */
  void removeByHand(String top) {
    remove(guest -> Space.isWithin(guest.path(), top)).forEach(Guest::removedByHand);
  }

  private List<Guest> remove(Predicate<Guest> which) {
    List<Guest> removed = there().stream().filter(which).toList();
    removed.forEach(this::go);
    return removed;
  }

  /** {@return those who wait or are inside, at all of them} */
  List<Guest> there() {
    return gatherings.values().stream().flatMap(DoubleBarriers::there).toList();
  }

  private static Stream<Guest> there(Gathering gathering) {
    return Stream.of(gathering.waiting(), gathering.inside()).flatMap(Set::stream);
  }
}
