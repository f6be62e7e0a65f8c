package dev.coordination.zookeeper.engine;

import dev.coordination.spi.Inspection;
import dev.coordination.spi.Inspection.Fact;
import dev.coordination.zookeeper.engine.Layout.Entry;
import dev.coordination.zookeeper.engine.Layout.Mode;
import dev.coordination.zookeeper.engine.Look.Found;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds locks, read/write locks and elections: one line of contenders at the path. Whether who
 * excludes everybody has a lock, a write lock or leads, no node says.
 */
final class LineFinder implements Trace.Finder {

  private static final List<String> EXCLUSIVE = List.of("lock", "write lock", "election");
  private static final List<String> SHARED = List.of("read/write lock");

  @Override
  public CompletableFuture<List<Trace>> find(Sight sight, Look look) {
    List<Entry> line = sight.line();
    if (line.isEmpty() || sight.has(Layout.leaseHolder(sight.path()))) {
      return Trace.none(); // whoever changes a lease stands in line, too
    }
    return read(look, sight.path(), line).thenApply(found -> List.of(trace(sight, line, found)));
  }

  /** Reads those who wait in a line in which nothing is held. */
  static CompletableFuture<List<Inspection.Entry>> waiting(
      Look look, String parent, List<Entry> line) {
    return read(look, parent, line)
        .thenApply(
            found -> found.stream().map(node -> Told.there(parent, node, node.text())).toList());
  }

  /** Reads the first in a line, in their order. */
  static CompletableFuture<List<Found>> read(Look look, String parent, List<Entry> line) {
    return look.each(parent, names(line));
  }

  static List<String> names(List<Entry> line) {
    return line.stream().map(Entry::name).toList();
  }

  private static Trace trace(Sight sight, List<Entry> line, List<Found> found) {
    List<Entry> standing = standing(line, found);
    boolean shared = standing.stream().anyMatch(entry -> entry.mode() == Mode.SHARED);
    int holders = holders(standing);
    int split = Math.min(holders, found.size());
    List<Inspection.Entry> entries =
        IntStream.range(0, found.size())
            .mapToObj(i -> entry(sight, found.get(i), i < split, mode(standing.get(i), shared)))
            .toList();
    Told told =
        new Told()
            .group("holder", holders, entries.subList(0, split))
            .group("waiting", standing.size() - holders, entries.subList(split, entries.size()));
    return Trace.of(shared ? SHARED : EXCLUSIVE, facts(sight, line), told.groups(), names(line));
  }

  /** Leaves out those who had gone when they were read. */
  private static List<Entry> standing(List<Entry> line, List<Found> found) {
    Set<String> read = found.stream().map(Found::name).collect(Collectors.toSet());
    Set<Entry> asked = Set.copyOf(Look.first(line));
    return line.stream()
        .filter(entry -> read.contains(entry.name()) || !asked.contains(entry))
        .toList();
  }

  /** Counts those whom nobody ahead excludes. */
  private static int holders(List<Entry> line) {
    int count = 0;
    while (count < line.size()
        && (count == 0 || !line.get(count).mode().excludes(line.get(count - 1).mode()))) {
      count++;
    }
    return count;
  }

  private static Fact[] mode(Entry entry, boolean shared) {
    String mode = entry.mode() == Mode.SHARED ? "read" : "write";
    return shared ? new Fact[] {Told.fact("mode", mode)} : new Fact[0];
  }

  private static Inspection.Entry entry(Sight sight, Found found, boolean held, Fact... facts) {
    return Told.entry(sight.path(), found, null, found.text(), held, facts);
  }

  private static List<Fact> facts(Sight sight, List<Entry> line) {
    return line.stream().anyMatch(Entry::isExhausted)
        ? List.of(Told.malformed(ZnodeFailures.numbersExhausted(sight.path())))
        : List.of();
  }
}
