package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Reads who waits at a barrier with parties. */
final class BarrierRoll {

  private BarrierRoll() {}

  /**
   * What there is, read in this order: who is listed had come by then, and if somebody came since
   * the first look the version is another by now.
   *
   * @param version of the waiters' parent
   * @param barrier the barrier's node, if it is up
   * @param waiters the names of those who wait
   */
  record Sight(int version, Optional<NodeStat> barrier, List<String> waiters) {}

  /** One who has come: its name, and when. */
  record Waiter(String name, long czxid) {}

  /** Looks, all in one round trip, and watches the barrier. */
  static CompletableFuture<Sight> look(ZnodeSession reads, String path, Consumer<NodeEvent> watch) {
    String waiters = Layout.waiters(path);
    CompletableFuture<Integer> version =
        reads
            .exists(waiters, null)
            .thenApply(stat -> stat.map(NodeStat::version).orElse(ZnodeSession.ANY));
    CompletableFuture<Optional<NodeStat>> barrier = reads.exists(path, watch);
    return version
        .thenCombine(barrier, (v, stat) -> new Sight(v, stat, List.of()))
        .thenCombine(
            names(reads, path), (sight, names) -> new Sight(sight.version, sight.barrier, names));
  }

  private static CompletableFuture<List<String>> names(ZnodeSession reads, String path) {
    return reads
        .getChildren(Layout.waiters(path), null)
        .thenApply(children -> children.names().stream().filter(Layout::isWaiter).toList())
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, List.of()));
  }

  /** Reads when each of those came; who has gone meanwhile, or is nobody's node, is left out. */
  static CompletableFuture<List<Waiter>> read(
      ZnodeSession reads, String parent, List<String> names) {
    return Pipeline.send(
            names,
            name ->
                reads
                    .exists(parent + "/" + name, null)
                    .thenApply(
                        found ->
                            found
                                .filter(stat -> stat.ephemeralOwner() != 0)
                                .map(stat -> new Waiter(name, stat.czxid()))))
        .thenApply(found -> found.stream().flatMap(Optional::stream).toList());
  }

  /** Finds the entry whose name begins with an ID, behind a sync. */
  static CompletableFuture<Optional<Waiter>> find(ZnodeSession reads, String path, String id) {
    return FreshRead.send(reads, path, () -> names(reads, path))
        .thenCompose(
            names ->
                read(
                    reads,
                    Layout.waiters(path),
                    names.stream().filter(name -> name.startsWith(id)).toList()))
        .thenApply(found -> found.stream().findFirst());
  }
}
