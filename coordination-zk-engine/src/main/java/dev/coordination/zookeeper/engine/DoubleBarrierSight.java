package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What there is of a double barrier, read in this order: the marker, who has come, and the record
 * of those who were let in last. The record and the marker are made in one transaction, so a record
 * that is as old as the marker is the marker's; else kazoo's client made the marker, and no record.
 *
 * @param ready the marker, if there is one
 * @param names those who have come and not left, sorted
 * @param recorded those who were let in last
 * @param at when they were let in
 * @param version of the record
 * @param changed when somebody came or left last
 */
record DoubleBarrierSight(
    Optional<NodeStat> ready,
    List<String> names,
    Set<String> recorded,
    long at,
    int version,
    long changed) {

  /**
   * Looks, all in one round trip.
   *
   * @param marker the reply to a look at the marker that has been sent
   * @param children watches who comes and leaves, or null
   * @return what is seen, or empty if the data is no record
   */
  static CompletableFuture<Optional<DoubleBarrierSight>> look(
      ZnodeSession reads,
      String path,
      CompletableFuture<Optional<NodeStat>> marker,
      @Nullable Consumer<NodeEvent> children) {
    CompletableFuture<List<String>> names =
        reads.getChildren(path, children).thenApply(found -> Layout.participants(found.names()));
    CompletableFuture<NodeData> record = reads.getData(path, null);
    return marker
        .thenCombine(names, Marked::new)
        .thenCombine(record, (seen, data) -> sight(seen.marker, seen.names, data));
  }

  private record Marked(Optional<NodeStat> marker, List<String> names) {}

  private static Optional<DoubleBarrierSight> sight(
      Optional<NodeStat> marker, List<String> names, NodeData data) {
    NodeStat stat = data.stat();
    return Layout.record(data.data())
        .map(
            recorded ->
                new DoubleBarrierSight(
                    marker, names, recorded, stat.mzxid(), stat.version(), stat.pzxid()));
  }

  /** {@return whether who came as that, at that time, has been let in} */
  boolean admits(String name, long came) {
    return recorded.contains(name) || (isUnrecorded() && isBefore(came));
  }

  /** {@return whether nobody was recorded since that time} */
  boolean isRecordBefore(long came) {
    return at < came;
  }

  /** kazoo's client has made the marker: it lets in whoever is there. */
  private boolean isUnrecorded() {
    return ready.isPresent() && ready.get().czxid() != at;
  }

  /**
   * {@return when those were let in of whom one came as that; now, at the latest, if nobody knows}
   */
  long admitted(String name) {
    return recorded.contains(name) ? at : ready.map(NodeStat::czxid).orElse(changed);
  }

  /** {@return whether one that came in time may have been let in together with another} */
  boolean mayBeTogether(String name, String other) {
    return !recorded.contains(name) || recorded.contains(other);
  }

  /** {@return those of whom only their age tells whether they are of a generation before} */
  List<String> doubtful(String own) {
    return names.stream()
        .filter(name -> !name.equals(own))
        .filter(name -> isUnrecorded() || recorded.contains(name))
        .toList();
  }

  /** {@return whether one of those came before they were let in} */
  boolean isBefore(long came) {
    return came < ready.map(NodeStat::czxid).orElse(at);
  }
}
