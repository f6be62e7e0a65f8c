package dev.coordination.zookeeper.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an item's node, which says where the item stands in its queue.
 *
 * @param priority lower comes first
 * @param number among one priority, lower comes first
 * @param text the name itself
 */
record ItemName(int priority, int number, String text) implements Comparable<ItemName> {

  private static final Pattern PATTERN = Pattern.compile("entry-(\\d{3})-" + Layout.NUMBER);

  private static final Comparator<ItemName> ORDER =
      Comparator.comparingInt(ItemName::priority).thenComparingInt(ItemName::number);

  /** Reads the name of a child of a queue, empty if it is no item. */
  static Optional<ItemName> parse(String name) {
    Matcher matcher = PATTERN.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int priority = Integer.parseInt(matcher.group(1));
    return Layout.number(matcher.group(2)).map(number -> new ItemName(priority, number, name));
  }

  /** {@return the items among the children of a queue} */
  static List<ItemName> among(List<String> children) {
    return children.stream().map(ItemName::parse).flatMap(Optional::stream).toList();
  }

  /** {@return whether the number gives no place any more} */
  boolean isExhausted() {
    return Layout.isExhausted(number);
  }

  @Override
  public int compareTo(ItemName other) {
    return ORDER.compare(this, other);
  }
}
