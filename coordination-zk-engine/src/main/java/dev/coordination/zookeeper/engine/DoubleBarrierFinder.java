package dev.coordination.zookeeper.engine;

import dev.coordination.spi.Inspection.Entry;
import dev.coordination.spi.Inspection.Fact;
import dev.coordination.zookeeper.engine.Look.Found;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Finds double barriers: participants below the path, the marker, and the record in the path's
 * data. For how many the barrier waits, no node says.
 */
final class DoubleBarrierFinder implements Trace.Finder {

  private static final List<String> NAME = List.of("double barrier");

  @Override
  public CompletableFuture<List<Trace>> find(Sight sight, Look look) {
    List<String> names = Layout.participants(sight.children());
    if (names.isEmpty() && !isMarked(sight) && !isRecorded(sight)) {
      return Trace.none();
    }
    return look.byAge(sight.path(), names).thenCompose(found -> find(sight, look, found));
  }

  private static CompletableFuture<List<Trace>> find(Sight sight, Look look, List<Found> found) {
    boolean somebody = found.stream().anyMatch(Found::isEphemeral);
    boolean sure = isRecorded(sight) || (somebody && !SemaphoreFinder.mayBe(sight));
    return sure || isMarked(sight)
        ? seen(sight, look).thenCompose(seen -> trace(sight, look, sure, seen, found))
        : Trace.none();
  }

  /** By itself the marker says little: its name may be anybody's. */
  private static boolean isMarked(Sight sight) {
    return sight.has(Layout.ready(sight.path()));
  }

  private static boolean isRecorded(Sight sight) {
    return Layout.record(sight.data()).filter(record -> !record.isEmpty()).isPresent();
  }

  /** Looks as participants do; empty if the data is no record, or everything has gone meanwhile. */
  private static CompletableFuture<Optional<DoubleBarrierSight>> seen(Sight sight, Look look) {
    CompletableFuture<Optional<NodeStat>> marker =
        look.node(Layout.ready(sight.path())).thenApply(node -> node.map(NodeData::stat));
    return DoubleBarrierSight.look(look.reads(), sight.path(), marker, null)
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, Optional.empty()));
  }

  private static CompletableFuture<List<Trace>> trace(
      Sight sight, Look look, boolean sure, Optional<DoubleBarrierSight> seen, List<Found> found) {
    Map<Boolean, List<Found>> inside =
        found.stream().collect(Collectors.partitioningBy(node -> isInside(seen, node)));
    List<String> children = new ArrayList<>(Layout.participants(sight.children()));
    children.add(Layout.name(Layout.ready(sight.path())));
    return look.read(sight.path(), inside.getOrDefault(true, List.of()))
        .thenCombine(
            look.read(sight.path(), inside.getOrDefault(false, List.of())),
            (in, waiting) -> {
              Told told =
                  new Told()
                      .group("inside", in, node -> there(sight, node))
                      .group("waiting", waiting, node -> there(sight, node));
              return List.of(Trace.of(sure, NAME, facts(sight, seen), told.groups(), children));
            });
  }

  private static boolean isInside(Optional<DoubleBarrierSight> seen, Found node) {
    return seen.filter(sight -> sight.admits(node.name(), node.stat().czxid())).isPresent();
  }

  private static Entry there(Sight sight, Found node) {
    return Told.there(sight.path(), node, node.text());
  }

  private static List<Fact> facts(Sight sight, Optional<DoubleBarrierSight> seen) {
    List<Fact> facts = new ArrayList<>();
    Optional<NodeStat> marker = seen.flatMap(DoubleBarrierSight::ready);
    facts.add(Told.fact("ready", marker.isPresent()));
    marker.ifPresent(stat -> facts.add(Told.fact("readySince", Told.time(stat.ctime()))));
    if (Layout.record(sight.data()).isEmpty()) {
      facts.add(Told.malformed("the data at %s is no record".formatted(sight.path())));
    }
    return facts;
  }
}
