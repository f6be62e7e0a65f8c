package dev.coordination.zookeeper.engine;

import dev.coordination.support.RecipeContext;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/*
 * [sync, look at the stat], and [list] if the number of children is one whose names fit well into a
 * reply: only their names tell items from what somebody has put beside them. A reply that does not
 * fit breaks the link, so a longer queue is said to have as many items as its node has children.
 */
/** Counts the items of a queue. */
final class ItemCount {

  /** How much longer than an item's the name of a child may be, on an average. */
  private static final int MARGIN = 2;

  private ItemCount() {}

  static CompletableFuture<Integer> of(EngineClient engine, RecipeContext context, String items) {
    return engine.read(
        context,
        reads ->
            FreshRead.send(reads, items, () -> reads.exists(items, null))
                .thenCompose(stat -> count(reads, items, stat)));
  }

  private static CompletableFuture<Integer> count(
      ZnodeSession reads, String items, Optional<NodeStat> stat) {
    int children = stat.map(NodeStat::numChildren).orElse(0);
    long size = (long) MARGIN * ItemList.BYTES_PER_NAME * children;
    if (children == 0 || size > reads.largestReply()) {
      return CompletableFuture.completedFuture(children);
    }
    return reads
        .getChildren(items, null)
        .thenApply(list -> ItemName.among(list.names()).size())
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, 0));
  }
}
