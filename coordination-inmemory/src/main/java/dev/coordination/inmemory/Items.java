package dev.coordination.inmemory;

import dev.coordination.support.QueuedItem;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The items of one queue: all of them, and those that nobody has claimed. Their names sort as they
 * are served. Guarded by the space's monitor.
 */
final class Items {

  private static final long THREE_DIGITS = 1_000;
  private static final long TEN_DIGITS = 10_000_000_000L;

  private final NavigableMap<String, QueuedItem> all = new TreeMap<>();
  private final NavigableMap<String, QueuedItem> free = new TreeMap<>();

  /** The name of an item: by priority, then by number of arrival. */
  static String name(int priority, long number) {
    return "entry-" + digits(priority, THREE_DIGITS) + "-" + digits(number, TEN_DIGITS);
  }

  /** Decimal digits, with noughts in front. */
  private static String digits(long number, long limit) {
    return Long.toString(limit + number).substring(1);
  }

  Collection<QueuedItem> all() {
    return all.values();
  }

  boolean contains(String id) {
    return all.containsKey(id);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  boolean hasFree() {
    return !free.isEmpty();
  }

  /** {@return the first item that nobody has claimed and that is none of these, if any} */
  @Nullable QueuedItem firstFree(Set<String> avoided) {
    for (QueuedItem item : free.values()) {
      if (!avoided.contains(item.id())) {
        return item;
      }
    }
    return null;
  }

  void add(QueuedItem item) {
    all.put(item.id(), item);
    free.put(item.id(), item);
  }

  void remove(String id) {
    all.remove(id);
    free.remove(id);
  }

  void claim(QueuedItem item) {
    free.remove(item.id());
  }

  /** Puts a claimed item back in its place, unless it is gone. */
  void unclaim(QueuedItem item) {
    if (contains(item.id())) {
      free.put(item.id(), item);
    }
  }
}
