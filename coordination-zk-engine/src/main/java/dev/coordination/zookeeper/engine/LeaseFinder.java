package dev.coordination.zookeeper.engine;

import dev.coordination.MalformedDataException;
import dev.coordination.spi.Inspection;
import dev.coordination.spi.Inspection.Entry;
import dev.coordination.spi.Inspection.Fact;
import dev.coordination.support.LeaseRecord;
import dev.coordination.support.Leases;
import dev.coordination.zookeeper.engine.Look.Found;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds leases: the record below the path, and below slots. A lease whose end has come is told as
 * such; that its holder may have left it to its end on purpose, no node says. Our clients take it
 * over only when the clocks' allowed error has passed as well, which is told until then.
 *
 * <p>How many slots there may be, no node says either: kazoo makes one only when it comes to it.
 */
final class LeaseFinder implements Trace.Finder {

  private static final String END = "end";
  private static final String TAKEOVER = "takeover";
  private static final List<String> ONE = List.of("lease");
  private static final List<String> SEVERAL = List.of("several leases");

  /** What a slot holds; the name of the only one is null. */
  private record Slot(
      @Nullable String name,
      String parent,
      Optional<NodeData> node,
      Optional<LeaseRecord> lease,
      Optional<String> malformed) {

    static Slot of(@Nullable String name, String parent, Optional<NodeData> node) {
      try {
        Optional<LeaseRecord> lease = node.map(found -> LeaseRecord.decode(parent, found.data()));
        return new Slot(name, parent, node, lease, Optional.empty());
      } catch (MalformedDataException e) {
        return new Slot(name, parent, node, Optional.empty(), Optional.ofNullable(e.getMessage()));
      }
    }

    boolean isHeldAt(Instant time) {
      return lease.filter(record -> !time.isAfter(record.end())).isPresent();
    }
  }

  @Override
  public CompletableFuture<List<Trace>> find(Sight sight, Look look) {
    if (sight.has(Layout.leaseHolder(sight.path()))) {
      return slot(look, null, sight.path()).thenCompose(slot -> one(sight, look, slot));
    }
    List<String> slots = Leases.slots(sight.children());
    return Pipeline.send(slots, name -> slot(look, name, sight.path() + "/" + name))
        .thenApply(read -> several(sight, read, slots));
  }

  private static CompletableFuture<Slot> slot(Look look, @Nullable String name, String parent) {
    return look.node(Layout.leaseHolder(parent)).thenApply(node -> Slot.of(name, parent, node));
  }

  private static CompletableFuture<List<Trace>> one(Sight sight, Look look, Slot slot) {
    List<Layout.Entry> line = sight.line();
    List<String> children = new ArrayList<>(LineFinder.names(line));
    children.add(Layout.name(Layout.leaseHolder(sight.path())));
    return LineFinder.waiting(look, sight.path(), line)
        .thenApply(
            changing -> {
              Told told = holders(sight, List.of(slot)).group("changing", line.size(), changing);
              return List.of(Trace.of(ONE, malformed(List.of(slot)), told.groups(), children));
            });
  }

  private static List<Trace> several(Sight sight, List<Slot> slots, List<String> names) {
    if (slots.stream().allMatch(slot -> slot.node().isEmpty())) {
      return List.of(); // numbers may be anybody's names
    }
    List<Fact> facts = new ArrayList<>();
    facts.add(Told.fact("slotsMade", (long) slots.size()));
    facts.addAll(malformed(slots));
    return List.of(Trace.of(SEVERAL, facts, holders(sight, slots).groups(), names));
  }

  private static List<Fact> malformed(List<Slot> slots) {
    String why =
        slots.stream().flatMap(slot -> slot.malformed().stream()).collect(Collectors.joining("; "));
    return why.isEmpty() ? List.of() : List.of(Told.malformed(why));
  }

  private static Told holders(Sight sight, List<Slot> slots) {
    return new Told()
        .group("holder", entries(sight, slots, slot -> slot.isHeldAt(sight.at()), true))
        .group("ended", entries(sight, slots, slot -> !slot.isHeldAt(sight.at()), false));
  }

  private static List<Entry> entries(
      Sight sight, List<Slot> slots, Predicate<Slot> which, boolean held) {
    return slots.stream()
        .filter(which)
        .flatMap(slot -> slot.lease().map(lease -> entry(sight, slot, lease, held)).stream())
        .toList();
  }

  private static Entry entry(Sight sight, Slot slot, LeaseRecord lease, boolean held) {
    NodeData node = slot.node().orElseThrow();
    String name = Layout.name(Layout.leaseHolder(slot.parent()));
    return Told.entry(
        slot.parent(),
        new Found(name, node.data(), node.stat()),
        slot.name(),
        lease.holder(),
        held,
        facts(sight, lease.end(), Told.time(node.stat().mtime())));
  }

  private static Fact[] facts(Sight sight, Instant end, Instant written) {
    List<Fact> facts = new ArrayList<>();
    facts.add(Told.fact(END, end));
    Instant takeover = end.plus(sight.skew());
    if (sight.at().isAfter(end) && !sight.at().isAfter(takeover)) {
      facts.add(Told.fact(TAKEOVER, takeover));
    }
    facts.add(Told.fact("written", written));
    return facts.toArray(Fact[]::new);
  }

  /** {@return when a lease that was told of ends, or may be taken over: the next of these times} */
  static Optional<Instant> nextEnd(Inspection inspection) {
    return inspection.findings().stream()
        .flatMap(finding -> finding.groups().stream())
        .flatMap(group -> group.entries().stream())
        .flatMap(entry -> entry.facts().stream())
        .filter(fact -> fact.name().equals(END) || fact.name().equals(TAKEOVER))
        .map(fact -> (Instant) fact.value())
        .filter(end -> !inspection.at().isAfter(end))
        .min(Comparator.naturalOrder());
  }
}
