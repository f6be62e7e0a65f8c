package dev.coordination.zookeeper.engine;

import dev.coordination.spi.Inspection;
import dev.coordination.spi.Inspection.Entry;
import dev.coordination.zookeeper.engine.Look.Crowd;
import dev.coordination.zookeeper.engine.Look.Found;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds set partitioners: a shallow party, and a line of locks for each item. The locks have no
 * identifiers: whose an item is, the session tells that its lock shares with a member.
 */
final class PartitionFinder implements Trace.Finder {

  private static final List<String> NAME = List.of("set partitioner");

  /** An item and those in its line who were read: the first, and how many there are. */
  private record Item(String parent, String name, List<Found> line, int size) {}

  @Override
  public CompletableFuture<List<Trace>> find(Sight sight, Look look) {
    String party = Layout.partitionMembers(sight.path());
    String locks = Layout.partitionLocks(sight.path());
    if (!sight.has(party)) {
      return Trace.none();
    }
    return look.children(party)
        .thenCombine(look.children(locks), (members, items) -> List.of(members, items))
        .thenCompose(
            read -> {
              List<String> members =
                  read.get(0).orElse(List.of()).stream().filter(Layout::isShallowMember).toList();
              return members.isEmpty() && read.get(1).isEmpty()
                  ? Trace.none() // somebody's own name
                  : trace(sight, look, members, read.get(1).orElse(List.of()));
            });
  }

  private static CompletableFuture<List<Trace>> trace(
      Sight sight, Look look, List<String> members, List<String> items) {
    String party = Layout.partitionMembers(sight.path());
    List<String> sorted = items.stream().sorted().toList();
    return look.byAge(party, members)
        .thenCompose(
            found ->
                look.read(party, found)
                    .thenCombine(
                        Pipeline.send(Look.first(sorted), item -> item(sight, look, item)),
                        (first, lines) -> {
                          List<Entry> told =
                              lines.stream().map(item -> entry(item, found)).toList();
                          boolean joined = found.stream().anyMatch(Found::isEphemeral);
                          return List.of(trace(sight, joined, first, items.size(), told));
                        }));
  }

  /** When all have gone, only names are left that may be anybody's. */
  private static Trace trace(
      Sight sight, boolean joined, Crowd members, int size, List<Entry> items) {
    String party = Layout.partitionMembers(sight.path());
    Told told =
        new Told()
            .group("member", members, node -> PartyFinder.member(party, PartyKind.SHALLOW, node))
            .group("item", size, items);
    boolean sure = joined || items.stream().anyMatch(item -> item.token() != null);
    return Trace.of(sure, NAME, List.of(), told.groups(), children(sight));
  }

  private static List<String> children(Sight sight) {
    return Stream.of(Layout.partitionMembers(sight.path()), Layout.partitionLocks(sight.path()))
        .map(Layout::name)
        .toList();
  }

  private static CompletableFuture<Item> item(Sight sight, Look look, String name) {
    String lock = Layout.partitionLock(sight.path(), name);
    return look.children(lock)
        .thenCompose(
            children -> {
              List<Layout.Entry> line = sight.line(children);
              return LineFinder.read(look, lock, line)
                  .thenApply(found -> new Item(lock, name, found, line.size()));
            });
  }

  private static Entry entry(Item item, List<Found> members) {
    if (item.line().isEmpty()) {
      return new Entry(item.parent(), item.name(), null, null, null, List.of());
    }
    Found owner = item.line().get(0);
    long waiting = item.size() - 1L;
    Inspection.Fact[] facts =
        waiting == 0
            ? new Inspection.Fact[0]
            : new Inspection.Fact[] {Told.fact("waiting", waiting)};
    return Told.entry(item.parent(), owner, item.name(), identifier(owner, members), true, facts);
  }

  /** Several members may share one session. */
  private static String identifier(Found owner, List<Found> members) {
    return members.stream()
        .filter(member -> member.stat().ephemeralOwner() == owner.stat().ephemeralOwner())
        .map(member -> PartyFinder.identifier(PartyKind.SHALLOW, member))
        .sorted()
        .collect(Collectors.joining(" or "));
  }
}
