package dev.coordination.support;

import dev.coordination.PartitionOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The items that members divide: their order, and their names in the store.
 *
 * @param <T> the type of the items
 */
final class DivisibleItems<T> {

  /** How Python compares strings; Java's order differs beyond the basic plane. */
  static final Comparator<String> BY_CODE_POINTS = DivisibleItems::compareCodePoints;

  private final List<T> inOrder;
  private final Map<T, String> names = new HashMap<>();

  private DivisibleItems(Collection<T> items, PartitionOptions<T> options) {
    Set<String> taken = new LinkedHashSet<>();
    for (T item : new LinkedHashSet<>(items)) {
      String name = Paths.checkElement(options.itemName().apply(item));
      names.put(item, name);
      if (!taken.add(name)) {
        throw new IllegalArgumentException("two items have the name \"%s\"".formatted(name));
      }
    }
    List<T> sorted = new ArrayList<>(names.keySet());
    sorted.sort(order(options, sorted).thenComparing(byName()));
    this.inOrder = List.copyOf(sorted);
  }

  /**
   * Takes the items of a partitioner.
   *
   * @throws IllegalArgumentException if a name is not legal, or that of two items
   */
  static <T> DivisibleItems<T> of(Collection<T> items, PartitionOptions<T> options) {
    return new DivisibleItems<>(items, options);
  }

  /** {@return all items, in order} */
  List<T> all() {
    return inOrder;
  }

  /** {@return the items of the given names, in order} */
  Set<T> named(Set<String> some) {
    Set<T> named = new LinkedHashSet<>();
    inOrder.stream().filter(item -> some.contains(name(item))).forEach(named::add);
    return named;
  }

  /**
   * {@return the given items, in order}
   *
   * @throws IllegalArgumentException if one is none of these items
   */
  Set<T> sorted(Set<T> some) {
    some.forEach(this::name);
    Set<T> sorted = new LinkedHashSet<>();
    inOrder.stream().filter(some::contains).forEach(sorted::add);
    return sorted;
  }

  /** {@return the name of an item} */
  String name(T item) {
    String name = names.get(item);
    if (name == null) {
      throw new IllegalArgumentException("not one of the items: " + item);
    }
    return name;
  }

  /** {@return the names of some items, in the order given} */
  List<String> names(Collection<T> some) {
    return some.stream().map(this::name).toList();
  }

  /** {@return what is the same for all who divide the same items in the same way} */
  String digest(boolean sticky) {
    StringBuilder text = new StringBuilder(sticky ? "sticky" : "released");
    names.values().stream().sorted().forEach(name -> text.append('\n').append(name));
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(sha256.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @SuppressWarnings(
      "unchecked") // it holds only Comparables, or only Strings, as has been looked up
  private Comparator<T> order(PartitionOptions<T> options, List<T> items) {
    if (options.comparator().isPresent()) {
      Comparator<? super T> chosen = options.comparator().get();
      return chosen::compare;
    }
    if (items.stream().allMatch(String.class::isInstance)) {
      return (a, b) -> BY_CODE_POINTS.compare((String) a, (String) b);
    }
    boolean comparable =
        items.stream().allMatch(Comparable.class::isInstance)
            && items.stream().map(Object::getClass).distinct().count() == 1;
    return comparable ? (a, b) -> ((Comparable<T>) a).compareTo(b) : byName();
  }

  private Comparator<T> byName() {
    return Comparator.comparing(this::name, BY_CODE_POINTS);
  }

  private static int compareCodePoints(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    return Arrays.compare(left, right);
  }
}
