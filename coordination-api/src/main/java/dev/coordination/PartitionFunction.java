package dev.coordination;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Says which items are whose. Every member asks it for its own share, so that it must give the same
 * answer to the same arguments everywhere, and the shares of all members must together be all items
 * and have none in common. Items are locked before they are acquired, so that a function that gives
 * one to two members leaves one of the two waiting, and never gives it to both.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface PartitionFunction<T> {

  /**
   * Returns the share of one member.
   *
   * @param self the identifier of that member
   * @param members the identifiers of all members, each once, in the order of their code points
   * @param items all items, in the order of {@link PartitionOptions#withComparator}
   * @return the items of that member
   */
  Set<T> share(String self, List<String> members, List<T> items);

  /**
   * Returns the function of kazoo's {@code SetPartitioner}: the n-th of k members has every k-th
   * item, from the n-th one on. Shares differ in size by one at most.
   *
   * @param <T> the type of the items
   * @return the function
   */
  static <T> PartitionFunction<T> striding() {
    return (self, members, items) -> {
      Set<T> share = new LinkedHashSet<>();
      int position = members.indexOf(self);
      for (int i = position; position >= 0 && i < items.size(); i += members.size()) {
        share.add(items.get(i));
      }
      return share;
    };
  }
}
