package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/*
 * A node's stat tells how many children were ever created in it, which is the number that the next
 * one gets. So whoever has listed a queue once knows all items with numbers below a horizon, and one
 * stat later on tells whether any were put since. Items that were put since stand behind those known,
 * but for more urgent ones. Items that others have taken meanwhile are found to be gone when they are
 * asked for.
 *
 * An item of this client's own is known at once. If its number is the horizon's, the horizon moves.
 * Otherwise something unknown was put before it, and nothing that stands behind it is served before
 * the next list.
 */
/** What one client knows of the items of a queue. */
final class KnownItems {

  /** How many names a list may have for each item that was served since the list before it. */
  private static final int NAMES_PER_ITEM = 1_000;

  private final TreeSet<ItemName> free = new TreeSet<>();
  private final Set<ItemName> out = new HashSet<>();
  private boolean listed;
  private boolean doubted;
  private long parent;
  private int generation;
  private int horizon;
  private int servedSinceList;
  private @Nullable ItemName beyond;

  /** Takes in a list of the queue's children. */
  void list(Children children) {
    long seen = children.stat().czxid();
    if (parent != 0 && parent != seen) {
      generation++;
    }
    parent = seen;
    horizon = created(children.stat());
    replaceBy(ItemName.among(children.names()));
  }

  /** Takes in that the queue's node does not exist. */
  void listNothing() {
    generation++;
    parent = 0;
    horizon = 0;
    replaceBy(List.of());
  }

  /** Takes in a later stat of the queue's node; tells whether a list would tell anything new. */
  boolean look(NodeStat stat) {
    boolean same = parent == stat.czxid() || parent == 0;
    if (same && created(stat) == horizon) {
      parent = stat.czxid();
      return false;
    }
    doubted = true;
    return true;
  }

  /** Takes in an item that this client has put. */
  void put(ItemName own) {
    if (!listed) {
      return; // the next list shows it, and who only puts does not remember what
    }
    free.add(own);
    if (beyond == null && own.number() == horizon) {
      horizon++;
    } else if (beyond == null || own.compareTo(beyond) < 0) {
      beyond = own;
    }
  }

  /** Everything is to be listed before anything is served. */
  void forget() {
    listed = false;
  }

  /** Keeps only what is out: nobody is likely to want the others soon. */
  void drop() {
    free.clear();
    forget();
  }

  /** {@return whether somebody has an item for itself} */
  boolean isAnyOut() {
    return !out.isEmpty();
  }

  /** Something looks as if a list would tell news. */
  void doubt() {
    doubted = true;
  }

  /** {@return whether nothing may be served before a list} */
  boolean needsList() {
    return !listed || (beyond != null && (free.isEmpty() || beyond.compareTo(free.first()) <= 0));
  }

  /** {@return whether a list is worth its price, while what is known is served} */
  boolean deservesList() {
    return doubted && (long) servedSinceList * NAMES_PER_ITEM >= free.size();
  }

  /** {@return whether some number gives no order} */
  boolean isExhausted() {
    return free.stream().anyMatch(ItemName::isExhausted);
  }

  /** {@return which queue this is: another one may give its items the names of the one before} */
  int generation() {
    return generation;
  }

  boolean contains(ItemName name) {
    return free.contains(name);
  }

  boolean isEmpty() {
    return free.isEmpty();
  }

  /** {@return the first item, or null if there is none} */
  @Nullable ItemName first() {
    return free.isEmpty() ? null : free.first();
  }

  /** {@return the first item that suits, or null if there is none} */
  @Nullable ItemName first(Predicate<ItemName> suits) {
    return free.stream().filter(suits).findFirst().orElse(null);
  }

  /** {@return the first items, at most so many} */
  List<ItemName> first(int most) {
    return free.stream().limit(most).toList();
  }

  /** One taker gets the item for itself. */
  void takeOut(ItemName name) {
    free.remove(name);
    out.add(name);
    servedSinceList++;
  }

  /** That taker leaves it to the others. */
  void bringBack(ItemName name) {
    if (out.remove(name)) {
      free.add(name);
    }
  }

  /** The item is not there any more. */
  void gone(ItemName name) {
    out.remove(name);
    free.remove(name);
    if (name.equals(beyond)) {
      forget();
    }
  }

  private void replaceBy(Collection<ItemName> items) {
    free.clear();
    free.addAll(items);
    free.removeAll(out);
    beyond = null;
    listed = true;
    doubted = false;
    servedSinceList = 0;
  }

  /**
   * {@return how many children a node ever had, which is the number of the next} The cversion is
   * twice that, without the children of the moment; beyond 2^30 it has lost its highest bit, but
   * not what is to be known: no number is negative before all have run out.
   */
  static int created(NodeStat stat) {
    return (int) (((long) stat.cversion() + stat.numChildren()) / 2) & Integer.MAX_VALUE;
  }
}
