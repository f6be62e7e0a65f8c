package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The values of the items that will be next, read before anybody asks for them. Who takes one item
 * causes one to be read ahead; who goes on taking, ever more, up to a bound in number and in bytes.
 */
final class ReadAhead {

  private static final int MOST = 16;
  private static final int MOST_BYTES = 1 << 20;

  private final Map<ItemName, byte[]> values = new HashMap<>();
  private final Set<ItemName> asked = new HashSet<>();
  private int generation;
  private int window;
  private int largest = 1;

  /** {@return the value of an item, which is then forgotten, or null if it is not known} */
  byte @Nullable [] take(ItemName name) {
    return values.remove(name);
  }

  /** {@return those whose values are neither known nor asked for} */
  List<ItemName> missing(List<ItemName> names) {
    return names.stream()
        .filter(name -> !values.containsKey(name) && !asked.contains(name))
        .toList();
  }

  void asked(ItemName name) {
    asked.add(name);
  }

  void answered(ItemName name, @Nullable NodeData data) {
    asked.remove(name);
    if (data != null) {
      values.put(name, data.data());
      largest = Math.max(largest, data.data().length);
    }
  }

  /** An item was taken: more of them are probably wanted. */
  void hit() {
    window = Math.min(2 * window + 1, MOST);
  }

  /** Somebody else takes as well: what was read ahead may be for nothing. */
  void miss() {
    window = 0;
  }

  /** {@return how many of the first items to have now; none if there are enough} */
  int nextWindow() {
    int most = Math.max(1, Math.min(window, MOST_BYTES / largest));
    return 2 * (values.size() + asked.size()) < most ? most : 0;
  }

  /** Forgets all values unless they are of this queue. */
  void belongTo(int queue) {
    if (generation != queue) {
      generation = queue;
      values.clear();
    }
  }

  /** Forgets the values of items that are not there any more. */
  void retain(Predicate<ItemName> present) {
    values.keySet().removeIf(present.negate());
  }

  void clear() {
    values.clear();
    asked.clear();
    window = 0;
  }
}
