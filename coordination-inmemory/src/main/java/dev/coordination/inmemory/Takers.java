package dev.coordination.inmemory;

import dev.coordination.CoordinationException;
import dev.coordination.support.QueuedItem;
import dev.coordination.support.Scope;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The takers of one queue within one client: what they seek, and what has been found for them.
 *
 * <p>An item that was found is still in the store; only the takers of this client leave it to the
 * one who has it, until that one has removed it or leaves it. Takers of other clients may find it
 * too, and whoever removes it first has it.
 *
 * <p>An item that was removed for a taker who was gone by then is nowhere but here. It is found as
 * if it were still in its place; when the client is closed it is put back there.
 *
 * <p>Guarded by the space's monitor.
 */
final class Takers {

  private static final Logger log = LoggerFactory.getLogger(Takers.class);

  private final Place place;
  private final Connection connection;
  private final Space space;
  private final Set<Search> asking = new LinkedHashSet<>();
  private final Set<Search> waiting = new LinkedHashSet<>();
  private final Set<String> found = new HashSet<>();
  private final NavigableMap<String, QueuedItem> ownerless = new TreeMap<>();

  Takers(Place place, Connection connection) {
    this.place = place;
    this.connection = connection;
    this.space = connection.space();
  }

  Place place() {
    return place;
  }

  Collection<Search> waiting() {
    return waiting;
  }

  boolean isIdle() {
    return asking.isEmpty() && waiting.isEmpty() && found.isEmpty() && ownerless.isEmpty();
  }

  // ---- seeking

  void seek(Search search) {
    (search.isPatient() ? waiting : asking).add(search);
    look();
  }

  void withdraw(Search search) {
    asking.remove(search);
    waiting.remove(search);
  }

  /** Finds what there is for those who seek, in the order in which they came. */
  void look() {
    if (connection.isReachable()) {
      serve(asking);
      asking.forEach(search -> space.later(search::foundNothing));
      asking.clear();
      serveWaiting();
    }
  }

  private void serveWaiting() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      space.checkPermitted(place.path()); // to wait for an item is to wait for leave to remove it
      serve(waiting);
    } catch (CoordinationException denied) {
      end(waiting, denied);
    }
  }

  private void serve(Set<Search> searches) {
    for (Iterator<Search> each = searches.iterator(); each.hasNext(); ) {
      Search search = each.next();
      QueuedItem item = firstFree();
      if (item == null) {
        return;
      }
      each.remove();
      boolean removed = select(item);
      space.later(() -> search.found(item, removed));
    }
  }

  private @Nullable QueuedItem firstFree() {
    QueuedItem stored = space.queues().at(place).firstFree(found);
    QueuedItem own = ownerless.isEmpty() ? null : ownerless.firstEntry().getValue();
    if (stored == null || own == null) {
      return stored == null ? own : stored;
    }
    return own.id().compareTo(stored.id()) < 0 ? own : stored;
  }

  /** Keeps an item from the other takers; tells whether it was removed for a former one. */
  private boolean select(QueuedItem item) {
    found.add(item.id());
    return ownerless.remove(item.id()) != null;
  }

  private void end(Set<Search> searches, RuntimeException why) {
    searches.forEach(search -> space.later(() -> search.fail(why)));
    searches.clear();
  }

  // ---- what was found

  /** An item that was found is its taker's no more: it is gone, or whoever comes may find it. */
  void release(QueuedItem item) {
    found.remove(item.id());
    look();
  }

  /** An item that was removed is for the next taker. */
  void passOn(QueuedItem item) {
    found.remove(item.id());
    ownerless.put(item.id(), item);
    if (connection.isClosed()) {
      putBack();
    } else {
      look();
    }
  }

  // ---- the end of the client

  void close() {
    end(asking, Scope.closedException());
    end(waiting, Scope.closedException());
    putBack();
  }

  /** Puts back what nobody took, if the store can be reached. */
  private void putBack() {
    List<QueuedItem> items = List.copyOf(ownerless.values());
    ownerless.clear();
    if (connection.isLinked()) {
      space.queues().put(place, items);
    } else if (!items.isEmpty()) {
      log.error("{}: closed without a link, {} items are lost", place.path(), items.size());
    }
  }
}
