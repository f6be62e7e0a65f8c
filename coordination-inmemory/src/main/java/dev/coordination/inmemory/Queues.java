package dev.coordination.inmemory;

import dev.coordination.support.QueuedItem;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The items of all queues of a space, and which clients have takers for them. An item's name
 * carries a number of arrival, from one counter for the whole space. Guarded by the space's
 * monitor.
 */
final class Queues {

  private final Space space;
  private final Map<Place, Items> queues = new HashMap<>();
  private final Map<Place, Set<Takers>> takers = new HashMap<>();
  private long lastNumber;

  Queues(Space space) {
    this.space = space;
  }

  /** {@return the items at a place; not to be changed} */
  Items at(Place place) {
    return queues.getOrDefault(place, new Items());
  }

  /** Makes new items, which are not put yet. */
  List<QueuedItem> arrivals(List<byte[]> payloads, int priority) {
    return payloads.stream()
        .map(one -> new QueuedItem(Items.name(priority, ++lastNumber), priority, one))
        .toList();
  }

  /** Puts items in their places, and lets those know who wait for one. */
  void put(Place place, Collection<QueuedItem> items) {
    if (items.isEmpty()) {
      return;
    }
    Items queue = queues.computeIfAbsent(place, p -> new Items());
    items.forEach(queue::add);
    available(place);
  }

  void remove(Place place, String id) {
    Items queue = at(place);
    queue.remove(id);
    if (queue.isEmpty()) {
      queues.remove(place);
    }
  }

  void claim(Place place, QueuedItem item) {
    at(place).claim(item);
  }

  void unclaim(Place place, QueuedItem item) {
    at(place).unclaim(item);
  }

  private void available(Place place) {
    space.advance(place);
    List.copyOf(takers.getOrDefault(place, Set.of())).forEach(Takers::look);
  }

  /** Makes takers, who are told when items come. */
  Takers newTakers(Place place, Connection connection) {
    Takers some = new Takers(place, connection);
    takers.computeIfAbsent(place, p -> new LinkedHashSet<>()).add(some);
    return some;
  }

  void forget(Takers some) {
    takers.computeIfPresent(
        some.place(),
        (place, there) -> {
          there.remove(some);
          return there.isEmpty() ? null : there;
        });
  }

  /** {@return the takers of all clients} */
  List<Takers> takers() {
    return takers.values().stream().flatMap(Set::stream).toList();
  }

  /** {@return where there are items} */
  List<Place> places() {
    return List.copyOf(queues.keySet());
  }

  /** Removes all the items at a place. */
  void clear(Place place) {
    queues.remove(place);
  }
}
