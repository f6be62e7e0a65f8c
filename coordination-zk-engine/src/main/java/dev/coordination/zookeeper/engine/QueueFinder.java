package dev.coordination.zookeeper.engine;

import dev.coordination.spi.Inspection.Entry;
import dev.coordination.spi.Inspection.Fact;
import dev.coordination.zookeeper.engine.Look.Found;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds queues and locking queues: items below the path or below its entries, claims, and the line
 * of those who wait for items, beside the path. Who has claimed an item, its session tells: the
 * claim's node has no identifier. Where there is nothing of that, the names of a locking queue's
 * own nodes may be anybody's.
 */
final class QueueFinder implements Trace.Finder {

  private static final List<String> QUEUE = List.of("queue");
  private static final List<String> LOCKING = List.of("locking queue");
  private static final List<String> EITHER = List.of("queue", "locking queue");

  /** Items, and those of them that are claimed. */
  private record Items(String parent, List<ItemName> free, List<ItemName> claimed) {

    int size() {
      return free.size() + claimed.size();
    }
  }

  @Override
  public CompletableFuture<List<Trace>> find(Sight sight, Look look) {
    String path = sight.path();
    if (sight.has(Layout.entries(path)) || sight.has(Layout.taken(path))) {
      return locking(sight, look);
    }
    List<ItemName> items = sorted(sight.children().stream());
    if (items.isEmpty() && sight.waiting().isEmpty()) {
      return Trace.none();
    }
    return trace(
        sight,
        look,
        items.isEmpty() ? EITHER : QUEUE,
        new Items(path, items, List.of()),
        items.stream().map(ItemName::text).toList());
  }

  private static CompletableFuture<List<Trace>> locking(Sight sight, Look look) {
    String entries = Layout.entries(sight.path());
    String taken = Layout.taken(sight.path());
    return look.children(entries)
        .thenCombine(
            look.children(taken),
            (items, claims) ->
                items(entries, items.orElse(List.of()), Set.copyOf(claims.orElse(List.of()))))
        .thenCompose(
            items ->
                trace(
                    sight,
                    look,
                    LOCKING,
                    items,
                    Stream.of(entries, taken).map(Layout::name).toList()));
  }

  private static Items items(String parent, List<String> items, Set<String> claims) {
    return new Items(
        parent,
        sorted(items.stream().filter(name -> !claims.contains(name))),
        sorted(items.stream().filter(claims::contains)));
  }

  private static List<ItemName> sorted(Stream<String> names) {
    return ItemName.among(names.toList()).stream().sorted().toList();
  }

  private static CompletableFuture<List<Trace>> trace(
      Sight sight, Look look, List<String> recipes, Items items, List<String> children) {
    List<Layout.Entry> line = sight.line(sight.waiting());
    String taken = Layout.taken(sight.path());
    var claimed = look.stats(taken, names(items.claimed()));
    var free = look.stats(items.parent(), names(items.free()));
    var waiting = LineFinder.waiting(look, Layout.waiting(sight.path()), line);
    return CompletableFuture.allOf(claimed, free, waiting)
        .thenApply(
            done -> {
              Told told =
                  new Told()
                      .group("claimed", items.claimed().size(), claims(taken, claimed.join()))
                      .group("item", items.free().size(), free(items.parent(), free.join()))
                      .group("waiting", line.size(), waiting.join());
              List<Fact> facts = List.of(Told.fact("size", (long) items.size()));
              boolean sure = items.size() > 0 || sight.waiting().isPresent();
              return List.of(Trace.of(sure, recipes, facts, told.groups(), children));
            });
  }

  private static List<String> names(List<ItemName> items) {
    return items.stream().map(ItemName::text).toList();
  }

  private static List<Entry> claims(String parent, List<Found> found) {
    return found.stream()
        .map(node -> item(parent, node, true, session(node.stat().ephemeralOwner())))
        .toList();
  }

  private static List<Entry> free(String parent, List<Found> found) {
    return found.stream().map(node -> item(parent, node, false, null)).toList();
  }

  private static Entry item(String parent, Found node, boolean claimed, @Nullable Fact more) {
    long priority = ItemName.parse(node.name()).orElseThrow().priority();
    Fact fact = Told.fact("priority", priority);
    Fact[] facts = more == null ? new Fact[] {fact} : new Fact[] {fact, more};
    return Told.entry(parent, node, node.name(), null, claimed, facts);
  }

  /** As the server's own tools show it. */
  private static Fact session(long id) {
    return Told.fact("session", "0x" + Long.toHexString(id));
  }
}
